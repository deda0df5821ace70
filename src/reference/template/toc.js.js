// The contents as a script, which pages may load from a folder too, where a browser refuses to fetch data.

exports.transform = function (model) {
  return { content: 'var contents = ' + JSON.stringify(entries(model.items)) + ';' };
};

function entries(items) {
  return (items || []).map(function (item) {
    var entry = { name: item.name };
    if (item.topicHref) entry.page = item.topicHref;
    if (item.type) entry.kind = item.type.toLowerCase();
    if (item.items && item.items.length > 0) entry.items = entries(item.items);
    return entry;
  });
}
