// Links of pages that lie in the repository: to other pages, to sources, and to folders.

exports.preTransform = function (model) {
  var folder = ('src/' + model._key).split('/').slice(0, -1);
  model.conceptual = model.conceptual.replace(/ (href)="([^"]*)"/g, function (all, name, target) {
    if (/^(\w+:|#|~\/|\/)/.test(target)) return all;
    var parts = target.split('#');
    var path = resolve(folder, parts[0]), anchor = parts.length > 1 ? '#' + parts[1] : '';
    // A page in src, seen from outside of it, where this tool does not find it by itself.
    var page = /^src\/([^/]+\/[^/]+\.md)$/.exec(path);
    if (page) return ' href="~/' + page[1] + anchor + '"';
    if (/\.md$/.test(path)) console.error(model._key + ': the page "' + target + '" is not part of the reference.');
    return ' href="' + model._repository + path + anchor + '"';
  });
  return model;
};

exports.postTransform = function (model) {
  return model;
};

function resolve(folder, target) {
  var parts = [];
  folder.concat(target.split('/')).forEach(function (part) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  });
  return parts.join('/');
}
