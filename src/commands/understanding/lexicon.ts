/**
 * English as responders type it. FUNCTION words carry no meaning of their own here; ORDINARY words carry a meaning
 * that is none of ours: they are not names, and they count against an understanding. What is in neither list and in no
 * phrase of the grammar is taken for a name.
 */
function list(text: string): ReadonlySet<string> {
  return new Set(text.split(/\s+/).filter((word) => word !== ''));
}

export const FUNCTION_WORDS = list(`
a an the this that these those there here it its one ones some any every each all both either neither no none not never
i me my mine myself we us our ours you your yours he him his she her hers they them their theirs himself herself itself
who whom whose what which when where why how whether if
am is are was were be been being do does did doing done have has had having can could will would shall should may might must
need needs ought let get gets got getting gotten give gives gave given giving go goes going gone went want wants wanted
and or but nor so than then too also as at by for from in into of off on onto out over to under up upon via with within
without about above across after again against along among around because before behind below beneath beside besides
between beyond despite down during except inside like near outside per plus regarding since through throughout toward
towards underneath until till unless versus vs while whilst though although however therefore thus hence
please pls plz plss kindly thanks thank thx ty cheers ta hi hey hello hiya howdy yo dear good morning afternoon evening day
ok okay okey right well alright now just really quite very actually basically simply maybe perhaps possibly probably quick quickly
fast soon asap urgent urgently immediately instantly straight away today tonight already yet still ever even only ahead
drawbridge bot team guys folks mate everyone everybody anyone anybody someone somebody something anything nothing everything
show shows showing list lists tell tells told see look looks looking check checks checking know knows display fetch bring pull
view report reports reporting say says explain explains describe summarise summarize find found think thinks guess wonder wondering
ask asks asked asking curious sure ahead able currently current presently moment latest recent recently new
much many more most less least few several lot lots bit kind sort type way thing things stuff other others another same
different such own else real use uses used using user users person people account accounts identity employee colleague
make makes made making take takes took taken taking put puts keep keeps kept seem seems seemed appear appears
help question quickly info information detail details data update updates overview summary status state
number total count yes yep yeah yup nope no oh ah um uh er hmm pls fyi btw afaik imo e.g i.e etc eg ie re
first second third last next previous past prior ago time times once twice always often sometimes usually
one's up-to-date full whole complete entire entirely fully completely
following follows hour hours hr hrs days lately recent newly date dates daily weekly hourly minute minutes min mins week weeks month months year years yesterday tomorrow later earlier
monday tuesday wednesday thursday friday saturday sunday january february march april june july august september october
november december weekend morning noon midnight night overnight
two three four five six seven eight nine ten eleven twelve twenty thirty sixty couple dozen hundred thousand
called named name names with belonging belongs assigned owned has'nt
`);

/** Verbs and nouns of everyday life, and of the trade where we answer nothing about them. */
export const ORDINARY_WORDS = list(`
weather rain lunch dinner breakfast coffee pizza beer food joke jokes funny story poem poems song music movie film game games
football sport holiday vacation party birthday love happy sad sorry nice great cool awesome bad worse worst best better
book books buy sell price prices pay money bank dollar dollars euro euros bitcoin stock stocks market news politics president
capital city country countries world planet moon sun star earth sea river mountain translate translation language english
german french spanish swedish write writes writing wrote written draft email-to code coding program programming python javascript
calculate calculator math plus minus multiply divided square root sum meaning life universe recipe cook restaurant hotel flight
train bus car bike taxi travel ticket tickets meeting meetings calendar schedule scheduled appointment remind reminder reminders
alarm timer clock light lights lamp door window windows-update room office-party kitchen house home family mother father wife
husband child children kid kids dog cat animal fish bird tree flower garden school university student teacher class course
exam lesson learn learning teach read reading doc docs documentation manual article page pages blog post posts website
play playing plays run running walk walking eat eating drink drinking sleep sleeping work working works worked job jobs boss
manager management company business customer customers client clients contract contracts project projects task tasks order orders
send sends sent sending receive receives receiving received call calls calling phone-call talk talks talking speak chat message
messages said saying tells reads states stated claims claimed mentioned mention quote quoted forwarded forward forwarding fwd
instruction instructions prompt prompts rule rules guideline guidelines ignore ignoring disregard forget pretend imagine suppose
supposing assume assuming hypothetically theoretically simulate simulation example examples test tests testing demo demonstrate
please-note note notes step steps procedure playbook playbooks runbook runbooks policy policies process processes
password passwords secret secrets token-secret key-secret credential credentials reset resets
happen happens happened happening occurred occur start starts started starting stop stops stopped stopping begin begins began
end ends ended ending finish finished finishing continue continues wait waits waiting hold holds delay postpone instead
change changes changed changing move moves moved moving add adds added adding remove removes removed removing delete deletes
deleted deleting create creates created creating build builds built building open opens opened opening close closes closed
closing turn turns turned turning switch switches switched set sets setting settings try tries tried trying fail fails failed
failing failure failures break breaks broke broken fix fixes fixed fixing repair solve solved problem problems issue issues
error errors warning warnings crash crashed slow printer printers monitor keyboard mouse screen battery cable
believe believes hear hears heard feel feels felt hope hopes wish wishes remember remembers understand understood mean means meant
consider considering considered recommend recommends recommended suggest suggests suggested decide decides decided deciding
plan plans planned planning intend intends intended propose proposes proposed thought discuss discussed discussing debate
possible impossible necessary useful important dangerous easy hard difficult simple true false wrong correct
big small large little long short high-level old young early late hot cold
cannot random actor target came come comes coming arrive arrived arrives appeared lorem ipsum dolor sit amet foo bar baz qux asdf qwerty blah test123
red green blue black white yellow
advice advise idea ideas opinion reason reasons purpose goal result results answer answers
safe dangerous harm harmless okay-ish finance marketing sales hr legal engineering department group groups site sites building
floor tenant tenants organisation organization fleetwide
domain domains address addresses link links file files folder folders image images picture video
server-room datacenter cloud backup backups restore restored restoring restores
everywhere somewhere nowhere anywhere
friend enemy man woman men women boy girl
silly stupid dumb idiot damn hell crap shit fuck
ransomware malware phishing virus viruses trojan trojans worm worms spyware adware botnet beacon beaconing exploit exploits
attack attacks attacker attackers intrusion intrusions breach breaches hack hacker hackers infection infections exfiltration
lateral movement persistence credential-theft mimikatz bruteforce brute force spray c2 payload dropper macro powershell
kubernetes docker bitcoin ethereum quantum physics chemistry history-lesson math algebra cooking gpt chatgpt copilot-chat ai
internet web browser chrome-extension router wifi-password vpn-client driver keyboard-layout
typed typing pasted pasting posted posting quoting
telephone telephones invented invent inventor discovered discover presidents towers castles museum museums airport airports
stations population populations currency currencies rates interest tax taxes loan loans mortgage insurance authors writer
writers novel novels actors singer singers band bands artist artists painter paintings painting planets stars atoms molecule
electron recipes ingredient ingredients oven fridge microwave dentist therapist patient patients scores goals matches player
players coach league season championship tournament olympics riddle riddles puzzle puzzles trivia quiz haiku essay essays
speech speeches lyrics tokyo london berlin madrid oslo stockholm helsinki copenhagen vienna zurich amsterdam brussels dublin
lisbon warsaw prague budapest athens moscow beijing shanghai delhi mumbai bangalore melbourne toronto seattle chicago
angeles francisco elephant elephants bears monkey monkeys sharks spiders timezone timezones flights hotels trains buses cars
bikes trips tour tours passport visa luggage shortcut shortcuts formula formulas distro meme memes gif gifs emoji emojis
sticker stickers lottery casino poker chess wedding weddings marriage divorce baby babies gym workout yoga diet calories
umbrella jacket coat shoes shirt pants dress hat
macros cookie cookies spam ads adverts advert attachment attachments usb smb smb1 smbv1 ssh ftp telnet ntlm kerberos ldap
http https dns dhcp tcp udp icmp port ports memory ram cpu gpu disk disks drives partition volumes variable variables
container containers autoplay autorun sender senders recipient recipients sharing guest guests feature option button buttons
icon toolbar taskbar cursor wallpaper screensaver cache clipboard thread threads daemon scheduler cron scripts shell
terminal certificate certificates cert certs subscriptions logger debug tracing trace traces metric metrics dashboards
routers modem proxies subnet subnets vlan vlans ethernet bluetooth nfc webcam camera microphone speaker speakers projector
headset dock monitors keyboards mice cables charger batteries tamper protections applocker smartscreen hypervisor
virtualization virtualisation cmd wmi winrm spooler plugin plugins addin addins addon addons odd fishy shady unexpected
abnormal anomalous normal typical common rare tiny huge giant massive minor mild moderate heavy bright vague obvious horizon
conversation watches gun guns chair desk pencil cup glass bottle bag item items objects subject subjects topic topics area
areas region regions zone zones tears smile face hands eye eyes feet arm leg heart brain body outbreak epidemic damage
danger dangers intruder intruders criminal criminals cash invoice invoices receipt receipts payment payments salary bonus
raise operations operation production prod staging development dev environments deployment deployments rollout branch
branches offices plant shops basement roof websites onpremises snapshots archive archives copy copies hotfix upgrades
downgrade letter letters postcard newsletter newsletters calendars invite invites pictures photo photos videos audio sound
sounds films searches queries row rows column columns cells sheet sheets spreadsheet members owners visitor visitors
students teachers rumour rumours rumor rumors stories headline bug bugs defect defects glitch glitches crashes freezes hang
hangs lag lags sms texts voice voicemail phonecall configs configurations profiles template templates baseline baselines
agents drivers firmware bios uefi kernel bluescreen bsod beep smoke fire flood earthquake nurse police lawyer lawyers
managers director directors chief officers holidays anniversary christmas easter bread butter cheese milk water tea juice
wine sugar salt soup salad sandwich burger fries cake cakes chocolate candy fruit apples banana bananas dogs cats birds
horse cow pig sheep rat snake angry tired hungry thirsty bored busy lonely scared afraid worried nervous excited buying
bought selling sold paying paid spent earn earned cleaning wash washing driving fly flying swim swimming dance dancing sing
singing laugh laughing cry crying sitting sat standing stood lie lying lay fall falling fell jump jumping throw throwing
threw catch catching bringing brought carry carried pushing pushed pulling pulled lifted speaking spoke spoken argue arguing
argued agree agreed agreeing disagree disagreed promise promised grow growing grew grown die died dying lived living born
choose choosing chose chosen picked picking select selected selecting prefer preferred enter entered entering leaves exit
exited exiting return returned returning hide hiding hidden disappear disappeared vanish vanished forbid exist exists
existed existing belonged depend depends depended include includes included including exclude excludes excluding increase
increased increasing decrease decreased decreasing reduce reduced reducing improve improved improving demand demanded
demanding expect expecting hoped hoping accept accepted accepting refusing described commented measure measured measuring
compare compared comparing contrast terrible horrible wonderful amazing excellent brilliant fantastic ugly beautiful
earliest soonest oldest newest biggest largest smallest lowest fastest slowest nearest certain certainly definitely
absolutely obviously clearly surely truly honestly frankly generally mostly partly mainly suddenly eventually finally
gradually initially originally previously formerly moreover furthermore anyway anyhow meanwhile otherwise indeed rather
upstairs downstairs indoors outdoors abroad overseas shifts lunchtime midday amount amounts quantity fraction half quarter
double triple size sizes length width height weight depth speed distance temperature degree degrees colour color colours
colors shape shapes lines circle triangle top bottom middle sides front rear corner northern southern kilometre metre mile
inch inches gram kilo kilos pound pounds cent cents medicine hospital pain illness disease flu fever cough war peace army
soldier soldiers weapon weapons bomb bombs illegal crime crimes prison court religion god bible science scientist research
study studies experiment experiments theory theories nature mountains lake lakes ocean island islands beach desert jungle
robot robots gadget gadgets tools toolkit hammer screwdriver titles header headers footer footers paragraph sentence
sentences phrase alphabet space satellite satellites astronaut suggestion suggestions proposal proposals opinions attempt
effort efforts success successes reality truth lies fact proof cause causes effect effects consequence consequences queues
stack stacks pipeline pipelines workflow workflows dataset datasets database databases tablespace schema cluster clusters
nodes pod pods instance instances bucket buckets blob blobs function functions repository repositories repo repos commit
commits merge merges codebase caches firewalls antispam antimalware soar ids ips dlp casb hostnames hashes urls
`);
/** In a plain statement before a request they say why it is made: "FIN-LT-042 is infected, isolate it". */
export const SYMPTOMS = list(`
infected ransomware malware phishing virus trojan worm compromised beacon beaconing c2 suspicious stolen lost hacked breach
breached exfiltration exfiltrating encrypting attack attacked attacker exploited mimikatz risky malicious infection intrusion
spyware adware rootkit botnet keylogger backdoor cryptominer cryptomining malvertising
left quit resigned fired departed
clean cleaned remediated reimaged repaired leaving left leaver terminated phished owned pwned bad weird strange
`);

/** Given names that are also words of this grammar: names where only a name can stand. */
export const GIVEN_NAMES = list(`
mark will grant rob bill may april june august pat chase dean hunter faith hope grace joy art jack drew frank nick ray rich
miles guy max page chip sue penny rose dawn summer autumn eve ivy jade pearl ruby amber chuck gene bob sandy robin lane
wade dale cliff glen forest brook heath clay reed stone price love young long short white black green brown rich king
case iris victor ernest curt buck bud duke earl gale gay guy harmony honor justice laurel lily mercy olive
joni charles steven billy albert logan sven marco matteo deepa turner swift sharp banner devine patience piper prudence reed rusty sage scout skip star stormy tiffany trip violet virginia wren mike major
`);

/** May stand inside a name, never at its end. */
export const NAME_PARTICLES = list(
  'van von der den de del della di da dos du la le al el bin ibn ter ten af zu st',
);

/** One machine: after a name they make it a device ("adele's laptop", "the finance server"). */
export const DEVICE_NOUNS = list(`
device laptop notebook computer pc workstation desktop machine host hostname endpoint server vm box phone smartphone mobile iphone
ipad tablet macbook mac imac surface thinkpad android pixel galaxy chromebook handset cellphone asset node cellular
`);

/** Between the owner and the noun: "adele's new work laptop". */
export const DEVICE_ADJECTIVES = list(`
work personal private own new old second other corporate company business office home managed byod windows linux android apple
samsung google dell hp lenovo microsoft virtual primary main spare test loaner mobile cell smart
`);

/** Several machines. */
export const DEVICE_PLURALS = list(`
devices laptops notebooks computers pcs workstations desktops machines hosts endpoints servers vms boxes phones smartphones
mobiles iphones ipads tablets macbooks macs assets
`);

export const USER_NOUNS = list(
  'user account identity person employee colleague upn guy lady member login owner staff',
);

/** Words of requests, decisions and lists that other readers look at one by one. */
export const DESK_WORDS = list(`
rate ratio percentage percent trend progress outcome result performed requested ordered authorised authorized triggered initiated collected put took told wanted rejected
decided approve approved approves approving deny denied request requests requesting untriaged unassigned triaged
critical severe informational unresolved resolved ongoing severity un non re de e
`);
