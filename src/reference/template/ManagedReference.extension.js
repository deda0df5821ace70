// What the pages of the API show besides what documentation comments say.

exports.preTransform = function (model) {
  // Everything has the members of object.
  model.inheritedMembers = own(model.inheritedMembers);
  [model].concat(model.children || []).forEach(function (item) {
    if (!item.syntax) return;
    item.syntax.typeParameters = (item.syntax.typeParameters || []).filter(function (parameter) { return parameter.description; });
    var declaration = item.syntax.content && item.syntax.content[0];
    if (declaration) declaration.value = wrapped(declaration.value);
  });
  return model;
};

exports.postTransform = function (model) {
  setSource(model, model._repository);
  setKind(model);
  (model.children || []).forEach(function (group) {
    (group.children || []).forEach(function (member) {
      setSource(member, model._repository);
      member.hasReturns = !!(member.syntax && member.syntax.return);
    });
  });
  return model;
};

function own(members) {
  var found = (members || []).filter(function (member) { return !/^System\./.test(member.uid); });
  return found.length > 0 ? found : null;
}

function setSource(item, repository) {
  item.sourceurl = '';
  var path = item.source && /(?:^|\/src\/)(MiniGrad[^/]*\/.*\.cs)$/.exec(item.source.path);
  if (path) item.sourceurl = repository + 'src/' + path[1] + '#L' + (item.source.startLine + 1);
}

function setKind(model) {
  var hasBase = model.inheritance && model.inheritance.length > 1;
  model.bases = model.type === 'class' && hasBase ? model.inheritance.slice(1) : null;
  model.derived = model.derivedClasses && model.derivedClasses.length > 0 ? model.derivedClasses : null;
  model.package = model.assemblies && model.assemblies[0];
}

// A long declaration with a line for each parameter.
function wrapped(declaration) {
  var open = declaration.indexOf('(');
  if (declaration.length <= 90 || open < 0) return declaration;
  var lines = [], depth = 0, line = '';
  for (var i = open + 1; i < declaration.length; i++) {
    var c = declaration[i];
    if (c === ')' && depth === 0) return declaration.slice(0, open + 1) + '\n    ' + lines.concat(line.trim()).join('\n    ') + declaration.slice(i);
    if ('(<[{'.indexOf(c) >= 0) depth++;
    if (')>]}'.indexOf(c) >= 0) depth--;
    line += c;
    if (c === ',' && depth === 0) {
      lines.push(line.trim());
      line = '';
    }
  }
  return declaration;
}
