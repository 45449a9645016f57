// Loaded by mocha before every test file: nothing in a test may reach beyond this machine.
