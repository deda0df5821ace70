// Writes the files beside it by programs of others: npm install nodejs-polars apache-arrow && node make_files.js
// Seen with nodejs-polars 0.26 and apache-arrow 21.
const fs = require('fs'), path = require('path'), pl = require('nodejs-polars'), arrow = require('apache-arrow');
const count = 100, rows = [...Array(count).keys()], file = name => path.join(__dirname, name);
const some = (step, left, value) => rows.map(k => k % step === left ? null : value(k));
const day = 86400000, start = Date.UTC(2026, 10, 30);

// Polars keeps text as views, and compresses.
const frame = pl.DataFrame([
  pl.Series('i8', some(7, 3, k => k - 50), pl.Int8),
  pl.Series('u16', rows.map(k => 65535 - k), pl.UInt16),
  pl.Series('i32', some(7, 3, k => k * k * (k % 2 === 0 ? 1 : -1)), pl.Int32),
  pl.Series('i64', some(5, 0, k => 2 ** 40 + k * 37), pl.Int64),
  pl.Series('f', some(11, 0, k => k / 8), pl.Float32),
  pl.Series('d', some(11, 1, k => k / 10), pl.Float64),
  pl.Series('b', some(6, 0, k => k % 4 === 1 || k > 80), pl.Bool),
  pl.Series('s', some(9, 0, k => k % 2 === 0 ? `é${k % 4}` : `a longer text, number ${k}`), pl.String),
  pl.Series('c', some(9, 1, k => `colour ${k % 3}`), pl.String).cast(pl.Categorical),
  pl.Series('day', some(8, 2, k => new Date(start + (k - 50) * day)), pl.Date),
  pl.Series('ms', some(8, 3, k => new Date(start + k * 1001)), pl.Datetime('ms')),
]);
for (const compression of ['lz4', 'zstd', 'uncompressed']) frame.writeIPC(file(`polars_${compression}.feather`), { compression });

// Apache's own has dictionaries, several batches, and types that Polars does not have.
const vector = (type, values) => arrow.vectorFromArray(values, type);
const columns = some => ({
  i32: vector(new arrow.Int32, some(7, 3, k => k * k)),
  u64: vector(new arrow.Uint64, some(7, 4, k => BigInt(k) << 40n)),
  half: vector(new arrow.Float16, some(7, 5, k => k / 4)),
  s: vector(new arrow.Utf8, some(9, 0, k => `text ${k}`)),
  large: vector(new arrow.LargeUtf8, some(9, 2, k => `é${k}`)),
  c: vector(new arrow.Dictionary(new arrow.Utf8, new arrow.Int8), some(9, 1, k => `colour ${k % 3}`)),
  number: vector(new arrow.Dictionary(new arrow.Float64, new arrow.Int32), some(9, 3, k => (k % 4) / 2)),
  b: vector(new arrow.Bool, some(6, 0, k => k % 4 === 1)),
  day: vector(new arrow.DateDay, some(8, 2, k => new Date(start + (k - 50) * day))),
  dayMs: vector(new arrow.DateMillisecond, some(8, 2, k => new Date(start + (k - 50) * day))),
  second: vector(new arrow.TimestampSecond, some(8, 3, k => start + k * 1000)),
  utc: vector(new arrow.TimestampMicrosecond('UTC'), some(8, 4, k => start + k * 1001)),
  tod: vector(new arrow.TimeSecond, some(8, 5, k => k * 600)),
  todNano: vector(new arrow.TimeNanosecond, some(8, 6, k => BigInt(k) * 600000000001n)),
  span: vector(new arrow.DurationMillisecond, some(8, 7, k => BigInt(k * 250))),
  nothing: vector(new arrow.Null, rows.map(() => null)),
  list: vector(new arrow.List(new arrow.Field('item', new arrow.Int32, true)), rows.map(k => [k, k + 1])),
  structure: vector(new arrow.Struct([new arrow.Field('x', new arrow.Utf8, true), new arrow.Field('y', new arrow.Int16, true)]),
    rows.map(k => ({ x: `${k}`, y: k }))),
  last: vector(new arrow.Int16, rows.map(k => -k)),
});
const table = new arrow.Table(columns(some));
fs.writeFileSync(file('apache.arrow'), arrow.tableToIPC(table, 'file'));
fs.writeFileSync(file('apache.arrows'), arrow.tableToIPC(table, 'stream'));

// Two batches of the same columns.
const halves = [[0, 60], [60, 100]].map(([from, to]) => new arrow.Table({
  i32: vector(new arrow.Int32, some(7, 3, k => k * k).slice(from, to)),
  s: vector(new arrow.Utf8, some(9, 0, k => `text ${k}`).slice(from, to)),
}).batches[0]);
fs.writeFileSync(file('batches.arrow'), arrow.tableToIPC(new arrow.Table(halves), 'file'));
// A dictionary that grows from batch to batch.
const builder = arrow.makeBuilder({ type: new arrow.Dictionary(new arrow.Utf8, new arrow.Int32), nullValues: [null] });
const chunks = [];
for (const [from, to] of [[0, 10], [10, 30]]) {
  for (let k = from; k < to; k++) builder.append(k % 9 === 0 ? null : `word ${k % 20}`);
  chunks.push(builder.toVector());
}
builder.finish();
const grown = new arrow.Table({ word: new arrow.Vector(chunks.flatMap(chunk => chunk.data)) });
fs.writeFileSync(file('grows.arrows'), arrow.tableToIPC(grown, 'stream'));
