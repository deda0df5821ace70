#:package ParquetSharp@25.0.1.2
// dotnet run make_files.cs: writes the files beside it with Arrow's C++ writer, which shares no code with what reads them in the tests.
using ParquetSharp;

const int Count = 100, FirstPart = 60;
int?[] i32 = [.. Enumerable.Range(0, Count).Select(k=>k%7==3?(int?)null:k*k*(k%2==0?1:-1))];
long?[] i64 = [.. Enumerable.Range(0, Count).Select(k=>k%5==0?(long?)null:(1L<<40)+k*37L*(k%3))];
float?[] f = [.. Enumerable.Range(0, Count).Select(k=>k%11==0?(float?)null:k/8f)];
double?[] d = [.. Enumerable.Range(0, Count).Select(k=>k%11==1?(double?)null:k/10.0)];
bool?[] b = [.. Enumerable.Range(0, Count).Select(k=>k%6==0?(bool?)null:k%4==1||k>80)];
string?[] s = [.. Enumerable.Range(0, Count).Select(k=>k%9==0?null:"prefix/"+(k/10)+"/é"+k%4)];
Guid?[] g = [.. Enumerable.Range(0, Count).Select(k=>k%8==0?(Guid?)null:new Guid(k,2,3,4,5,6,7,8,9,10,11))];
decimal?[] m = [.. Enumerable.Range(0, Count).Select(k=>k%8==1?(decimal?)null:(k-50)*1.25m)];
Date?[] day = [.. Enumerable.Range(0, Count).Select(k=>k%8==2?(Date?)null:new Date(2026,11,30).AddDays(k-50))];
DateTime?[] ms = [.. Enumerable.Range(0,
    Count).Select(k=>k%8==3?(DateTime?)null:new DateTime(2026,11,30,7,15,0).AddSeconds(k*1000).AddMilliseconds(k%2*250))];
TimeSpan?[] tod = [.. Enumerable.Range(0, Count).Select(k=>k%8==4?(TimeSpan?)null:TimeSpan.FromSeconds(k*600))];
ulong[] u = [.. Enumerable.Range(0, Count).Select(k=>k==99? ulong.MaxValue-2047: (ulong)k)];
ushort[] us = [.. Enumerable.Range(0, Count).Select(k=>(ushort)(65535-k))];
Half?[] h = [.. Enumerable.Range(0, Count).Select(k=>k%8==5?(Half?)null:(Half)(k/4.0))];
void Make(string name, Compression c, bool v2, bool dict, Encoding? i, Encoding? t, Encoding? fl, Encoding? bo, bool crc=false,
    long page=0) {
 var cols = new Column[]{ new Column<int?>("i32"), new Column<long?>("i64"), new Column<float?>("f"), new Column<double?>("d"),
     new Column<bool?>("b"), new Column<string>("s"), new Column<Guid?>("uuid"),
  new Column<decimal?>("dec", LogicalType.Decimal(29,3)), new Column<Date?>("date"),
      new Column<DateTime?>("ms", LogicalType.Timestamp(true, TimeUnit.Millis)),
          new Column<DateTime?>("us", LogicalType.Timestamp(false, TimeUnit.Micros)),
              new Column<TimeSpan?>("tod", LogicalType.Time(true, TimeUnit.Micros)), new Column<ulong>("u64"), new Column<ushort>("u16"),
                  new Column<Half?>("half") };
 using var pb = new WriterPropertiesBuilder();
 pb.Compression(c); if (v2) pb.DataPageVersion(ParquetDataPageVersion.V2); if (!dict) pb.DisableDictionary(); if (
     crc) pb.EnablePageChecksum(); if (page>0) { pb.DataPagesize(page); pb.WriteBatchSize(16);} 
 pb.DisableStatistics();
 if (i is {} ie) { pb.Encoding("i32", ie); pb.Encoding("i64", ie); }
 if (t is {} te) pb.Encoding("s", te);
 if (t is Encoding.DeltaByteArray) { pb.Encoding("uuid", Encoding.DeltaByteArray); }
 if (fl is {} fe) { pb.Encoding("f", fe); pb.Encoding("d", fe); }
 if (fl is {} && t is not Encoding.DeltaByteArray) pb.Encoding("half", Encoding.ByteStreamSplit);
 if (bo is {} be) pb.Encoding("b", be);
 using var p = pb.Build();
 using var w = new ParquetFileWriter(name + ".parquet", cols, p);
 for (int part = 0; part < 2; part++) { int from = part * FirstPart, to = part == 0 ? FirstPart : Count; 
 using var gr = w.AppendRowGroup();
 void W<T>(T[] all) { using var x = gr.NextColumn().LogicalWriter<T>(); x.WriteBatch(all[from..to]); }
 W(i32); W(i64); W(f); W(d); W(b); W(s!); W(g); W(m); W(day); W(ms); W(ms); W(tod); W(u); W(us); W(h);
 }
 w.Close();
}
Make("plain", Compression.Uncompressed, false, false, null, null, null, null, crc:true);
Make("dictionary", Compression.Snappy, false, true, null, null, null, null, page: 64);
Make("version2", Compression.Zstd, true, false, Encoding.DeltaBinaryPacked, Encoding.DeltaByteArray, Encoding.ByteStreamSplit, Encoding.Rle,
    crc:true);
Make("delta", Compression.Gzip, true, false, Encoding.ByteStreamSplit, Encoding.DeltaLengthByteArray, Encoding.ByteStreamSplit, null,
    page: 64);
Make("brotli", Compression.Brotli, true, true, null, null, null, null);
Make("lz4", Compression.Lz4, false, true, null, null, null, null);
