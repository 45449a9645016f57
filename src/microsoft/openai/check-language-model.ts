/** Proves the language model for `doctor`: one sentence through the very call that translates. */
import { DrawbridgeError, UpstreamError } from '../../errors.ts';
import type { CallContext } from '../../domain/ports/tenant.ts';
import type { Translator } from '../../domain/ports/translator.ts';

const SENTENCE = 'is anybody there';
const MODEL = 'deploy a chat model with structured outputs that is no reasoning model, such as gpt-4.1-mini';

/** @throws DrawbridgeError with the setting to look at */
export async function checkLanguageModel(translator: Translator, context: CallContext): Promise<string> {
  try {
    await translator.translate(SENTENCE, context);
    return 'the deployment answers in the agreed form';
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
    const advice = adviceFor(error);
    if (advice === null) throw error;
    throw new DrawbridgeError(error.code, error.message, { advice });
  }
}

function adviceFor({ code, details }: UpstreamError): string | null {
  if (details.status === 401) return 'Check AZURE_OPENAI_KEY, and that it belongs to AZURE_OPENAI_ENDPOINT.';
  if (details.status === 403) return 'Let this host through the network rules of the Azure OpenAI resource.';
  if (details.status === 404)
    return 'Check AZURE_OPENAI_DEPLOYMENT: the name of the deployment, not of the model.';
  if (details.status === 400 || code === 'upstream_malformed') return `Change the model: ${MODEL}.`;
  if (code === 'upstream_unreachable' || code === 'upstream_timeout')
    return 'Check AZURE_OPENAI_ENDPOINT, the network and the proxy; a model that takes longer than 4 s is too slow.';
  return null;
}
