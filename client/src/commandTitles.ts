/**
 * Ids and titles of all commands, apart from what they do, so that the test which compares them with package.json can read
 * them without an editor around.
 */
export const commandTitles = {
  'goArchitect.showMenu': 'Show Menu',
  'goArchitect.explainFile': "Explain This File's Layer",
  'goArchitect.checkWorkspace': 'Check Workspace',
  'goArchitect.showGraph': 'Show Layer Graph',
  'goArchitect.newProject': 'New Project…',
  'goArchitect.addFeature': 'Add Feature…',
  'goArchitect.add': 'Add…',
  'goArchitect.wrapError': 'Wrap Error',
  'goArchitect.addContextParameter': 'Add Context Parameter',
  'goArchitect.invertDependency': 'Invert Dependency',
  'goArchitect.openConfiguration': 'Open or Create Configuration',
  'goArchitect.showLog': 'Show Log',
  'goArchitect.restartServer': 'Restart Server',
} as const;
