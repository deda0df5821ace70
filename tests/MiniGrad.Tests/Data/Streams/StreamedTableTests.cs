using MiniGrad.Data;
using Xunit;

namespace MiniGrad.Tests.Data.Streams;

public sealed class StreamedTableTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(50)]
    [InlineData(20_000)]
    public void Rows_and_rules_are_those_of_a_table_in_memory(int rows)
    {
        string path = Write(rows);
        Table table = CsvTable.Read(path);
        TableSource source = CsvTable.Rows(path);
        Assert.Equal(rows, source.Read(0).Sum(piece => piece.Count));
        foreach (TableEncoderOptions options in (TableEncoderOptions[])
            [new(), new() { MissingIndicators = true, MissingCategories = true, Imputation = Imputation.Median, Scaling = Scaling.MinMax }])
        {
            TableEncoder inMemory = TableEncoder.Fit(table, "target", options), streamed =
                TableEncoder.FitStream(source, "target", options);
            Assert.Equal(inMemory.FeatureNames, streamed.FeatureNames);
            Assert.Equal(inMemory.ClassNames, streamed.ClassNames);
            Assert.Equal(inMemory.Describe(), streamed.Describe());
            Dataset<float> expected = inMemory.EncodeClasses<float>(table);
            float[] got = [.. Dataset.Stream(streamed.Samples<float>(source)).Batches(64).SelectMany(batch => batch.Inputs.ToArray())];
            Assert.Equal(expected.Inputs.ElementCount, got.Length);
            for (int i = 0; i < got.Length; i++) Assert.Equal(expected.Inputs.Span[i], got[i], 1e-6f);
            Assert.Equal(
                expected.Labels, Dataset.Stream(streamed.Samples<float>(source)).Batches(64).SelectMany(batch => batch.Labels));
        }
    }

    [Fact]
    public void Numbers_of_a_few_blocks_are_scaled_with_the_bits_of_a_table_in_memory()
    {
        Table table = new(
            new NumberColumn("a", Enumerable.Range(0, 60_000).Select(i => Math.Sin(i) * 1e6).ToArray()),
            new NumberColumn("t", Enumerable.Range(0, 60_000).Select(i => i / 7.0).ToArray()));
        TableSource source = TableSource.Of(() => Enumerable.Range(0, 60_000).Chunk(999).Select(rows => table.Select(rows)));
        Assert.Equal(TableEncoder.Fit(table, "t").ToJson(), TableEncoder.FitStream(source, "t").ToJson());
    }

    [Fact]
    public void Many_numbers_are_scaled_to_within_the_last_digits_and_the_median_is_near()
    {
        double[] numbers = [.. Enumerable.Range(0, 300_000).Select(i => 1e7 + Math.Sin(i))];
        NumberSummary summary = new();
        foreach (double[] block in numbers.Chunk(1024)) summary.Add(block);
        ColumnScale exact = ColumnScale.Fit(Scaling.Standard, numbers), found = summary.Scale(Scaling.Standard);
        Assert.Equal(exact.Offset, found.Offset, 1e-8);
        Assert.Equal(exact.Scale, found.Scale, 1e-9);
        Assert.Equal(ColumnScale.Fit(Scaling.MinMax, numbers), summary.Scale(Scaling.MinMax));
        double median = summary.Median();
        Assert.InRange(numbers.Count(number => number < median) / 300_000.0, 0.49, 0.51);
        Assert.Equal(exact.Offset, summary.Mean, 1e-8);
    }

    [Fact]
    public void A_column_of_numbers_that_turns_out_to_be_text_has_the_categories_as_written()
    {
        // More different numbers than are remembered come before the first text.
        string path = folder.File("late.csv");
        File.WriteAllLines(path, ["code,few,target",
            .. Enumerable.Range(0, 30_000).Select(i => $"{i % 15_000}.0,0{i % 3},{(i % 2 == 0 ? "a" : "b")}"), "x,y,a"]);
        TableSource source = CsvTable.Rows(path);
        TableEncoder encoder = TableEncoder.FitStream(source, "target"), inMemory = TableEncoder.Fit(CsvTable.Read(path), "target");
        Assert.Equal(inMemory.ToJson(), encoder.ToJson());
        Assert.Equal(["00", "01", "02", "y"], encoder.Columns[1].Categories);
        Assert.Equal(
            inMemory.EncodeInputs<float>(CsvTable.Read(path)).ToArray(),
            Dataset.Stream(encoder.Samples<float>(source)).Batches(1000).SelectMany(batch => batch.Inputs.ToArray()));
    }

    [Fact]
    public void Words_for_missing_numbers_are_such_in_every_piece()
    {
        string path = folder.File("none.csv");
        File.WriteAllLines(path, ["n,c,target",
            .. Enumerable.Range(0, 10_000).Select(i => $"None,-,{i % 2}"), .. Enumerable.Range(0, 10_000).Select(i => $"{i},k,{i % 2}")]);
        TableSource source = CsvTable.Rows(path);
        TableEncoder encoder = TableEncoder.FitStream(source, "target"), inMemory = TableEncoder.Fit(CsvTable.Read(path), "target");
        Assert.Equal(inMemory.Describe(), encoder.Describe());
        Assert.Equal(["-", "k"], encoder.Columns[1].Categories);
        Batch<float> first = Dataset.Stream(encoder.Samples<float>(source)).Batches(1).First();
        Assert.Equal(inMemory.EncodeInputs<float>(CsvTable.Read(path).Select([0])).ToArray(), first.Inputs.ToArray());
    }

    [Theory]
    [InlineData("a,b,t\nNone,1,u\n,2,v\nNone,3,u\n")]
    [InlineData("a,b,t\nNone,1,u\n-,2,v\nNone,3,u\n")]
    [InlineData("a,b,t\n-,1,u\n-,2,v\n-,3,u\n")]
    [InlineData("a,b,t\n1,1,None\n2,2,-\n3,3,None\n")]
    public void Words_alone_are_text_and_classes(string text)
    {
        string path = folder.File("words.csv");
        File.WriteAllText(path, text);
        Assert.Equal(
            TableEncoder.Fit(CsvTable.Read(path), "t").ToJson(), TableEncoder.FitStream(CsvTable.Rows(path), "t").ToJson());
    }

    [Fact]
    public void Words_for_missing_numbers_may_be_classes_of_some_pieces()
    {
        string path = folder.File("classes.csv");
        File.WriteAllLines(path, ["b,t",
            .. Enumerable.Range(0, 9000).Select(i => $"{i % 7},None"),
            .. Enumerable.Range(0, 9000).Select(i => $"{i % 5},{(i % 2 == 0 ? "x" : "y")}")]);
        TableEncoder encoder = TableEncoder.FitStream(CsvTable.Rows(path), "t");
        Assert.Equal(["None", "x", "y"], encoder.ClassNames);
        Assert.Equal(
            encoder.EncodeLabels(CsvTable.Read(path)),
            Dataset.Stream(encoder.Samples<float>(CsvTable.Rows(path))).Batches(100).SelectMany(batch => batch.Labels));
    }

    [Fact]
    public void Rows_without_a_target_are_left_out_as_they_are_read()
    {
        string path = folder.File("gaps.csv");
        File.WriteAllLines(path, ["a,t", .. Enumerable.Range(0, 20_000).Select(i => $"{i % 9},{(i % 3 == 0 ? "" : i % 2)}")]);
        TableRowException refused = Assert.Throws<TableRowException>(() => TableEncoder.FitStream(CsvTable.Rows(path), "t"));
        Assert.Contains(
            "in 6667 rows: rows.Select(table => table.DropMissing(\"t\")) leaves them out", refused.Message, StringComparison.Ordinal);
        TableSource rows = CsvTable.Rows(path).Select(table => table.DropMissing("t"));
        TableEncoder encoder = TableEncoder.FitStream(rows, "t");
        Assert.Equal(13_333, Dataset.Stream(encoder.Samples<float>(rows)).Count);
        Assert.Equal(TableEncoder.Fit(CsvTable.Read(path).DropMissing("t"), "t").FeatureNames, encoder.FeatureNames);
    }

    [Fact]
    public void A_row_that_does_not_fit_is_named_with_its_file()
    {
        string path = folder.File("numbers.csv");
        File.WriteAllLines(path, ["n,target", .. Enumerable.Range(0, 20_000).Select(i => $"{i * 3 % 1000},{i % 2}")]);
        TableEncoder encoder = TableEncoder.FitStream(CsvTable.Rows(path), "target");
        string other = folder.File("other.csv");
        File.WriteAllLines(other, ["n,target", .. Enumerable.Range(0, 20_000).Select(i => $"{(i == 17_123 ? "many" : i)},{i % 2}")]);
        InvalidDataException wrong = Assert.Throws<InvalidDataException>(
            () => Dataset.Stream(encoder.Samples<float>(CsvTable.Rows(other))).Batches(100).Count());
        Assert.StartsWith($"{other}: TableEncoder: column 'n', row 17123 (counted from 0): ", wrong.Message, StringComparison.Ordinal);
        Assert.EndsWith("expected a number, got the text 'many'.", wrong.Message, StringComparison.Ordinal);

        File.WriteAllLines(other, ["n,target", .. Enumerable.Range(0, 20_000).Select(i => $"{i},{(i == 9_999 ? "" : i % 2)}")]);
        TableRowException missing = Assert.Throws<TableRowException>(() => TableEncoder.FitStream(CsvTable.Rows(other), "target"));
        Assert.Equal((9_999, "target"), (missing.SourceRow, missing.Column));
        Assert.StartsWith($"{other}: TableEncoder: column 'target', row 9999 ", missing.Message, StringComparison.Ordinal);
        File.WriteAllLines(other, ["n,target", .. Enumerable.Range(0, 20_000).Select(i => $"{(i == 12_345 ? "inf" : i)},{i % 2}")]);
        TableRowException infinite = Assert.Throws<TableRowException>(() => TableEncoder.FitStream(CsvTable.Rows(other), "target"));
        Assert.Equal((12_345, "n"), (infinite.SourceRow, infinite.Column));
    }

    [Fact]
    public void A_folder_of_files_is_one_table_whose_columns_agree()
    {
        for (int file = 0; file < 3; file++)
            File.WriteAllLines(folder.File($"part{file}.csv"),
                ["a,target", .. Enumerable.Range(0, 100).Select(i => $"{(file * 100) + i},{i % 2}")]);
        File.WriteAllText(folder.File("notes.md"), "none of them");
        TableSource source = CsvTable.Rows(folder.Path);
        Assert.Equal(3, source.PartCount);
        TableEncoder encoder = TableEncoder.FitStream(source, "target",
            new() { Scaling = Scaling.None, Roles = new Dictionary<string, ColumnRole> { ["a"] = ColumnRole.Number } });
        StreamedDataset<float> stream = Dataset.Stream(encoder.Samples<float>(source), 10);
        Assert.Equal(Enumerable.Range(0, 300).Select(i => (float)i), stream.Batches(7).SelectMany(batch => batch.Inputs.ToArray()));
        Assert.Equal(
            Enumerable.Range(0, 300).Select(i => (float)i),
                stream.Batches(7, new XoshiroRandom(1)).SelectMany(batch => batch.Inputs.ToArray()).Order());

        File.WriteAllLines(folder.File("part3.csv"), ["a,b,target", "1,2,0"]);
        InvalidDataException other = Assert.Throws<InvalidDataException>(() =>
            TableEncoder.FitStream(CsvTable.Rows(folder.Path), "target"));
        Assert.Equal(
            $"{folder.File("part3.csv")}: the columns are 'a', 'b', 'target': expected 'a', 'target', as in " +
            $"{folder.File("part0.csv")}.", other.Message);
        Directory.CreateDirectory(folder.File("empty"));
        Assert.Throws<FileNotFoundException>(() => CsvTable.Rows(folder.File("empty")));
    }

    [Theory]
    [InlineData("a,b\n1,2\n3\n", "fields but")]
    [InlineData("a,b\n1,\"2\n3,4\n", "never closed")]
    [InlineData("", "the file is empty")]
    [InlineData("a,b\n", "expected rows to learn from, got none")]
    [InlineData("a,b\n1,\0\n", "zero character")]
    public void Damaged_files_are_refused_in_the_words_of_reading_at_once(string text, string message)
    {
        string path = folder.File("bad.csv");
        File.WriteAllText(path, text);
        InvalidDataException refused = Assert.Throws<InvalidDataException>(() => TableEncoder.FitStream(CsvTable.Rows(path), "b"));
        Assert.StartsWith(path, refused.Message, StringComparison.Ordinal);
        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_that_grows_while_it_is_read_is_refused()
    {
        string path = Write(100);
        TableSource source = CsvTable.Rows(path);
        TableEncoder encoder = TableEncoder.FitStream(source, "target");
        File.AppendAllText(path, "1,2,3\n");
        Assert.Contains("the file changed while it was in use", Assert.Throws<InvalidDataException>(
            () => Dataset.Stream(encoder.Samples<float>(source)).Batches(10).Count()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Scales_of_streamed_samples_are_those_in_memory()
    {
        Tensor<float> inputs = Tensor.Uniform([5000, 3], 10f, 20f, new XoshiroRandom(1));
        StreamedDataset<float> stream =
            Dataset.Stream(SampleSource.Of(() => new Dataset<float>(inputs, inputs.Sum([1], true)).Batches(77)), 100);
        foreach (Scaling scaling in Enum.GetValues<Scaling>())
        {
            FeatureScaler<float> one = FeatureScaler.Fit(inputs, scaling), other = FeatureScaler.FitStream(stream, scaling: scaling);
            for (int i = 0; i < 3; i++)
            {
                Assert.Equal(one.Offset.Span[i], other.Offset.Span[i], 1e-9);
                Assert.Equal(one.Scale.Span[i], other.Scale.Span[i], 1e-9);
            }
        }
        Assert.Equal(1, FeatureScaler.FitStream(stream, "targets").Offset.ElementCount);
        Assert.Throws<ArgumentException>(() => FeatureScaler.FitStream(Dataset.Stream(
            SampleSource.Of(() => new Dataset<float>(inputs / 0f, new int[5000]).Batches(77)), 100)));
    }

    private string Write(int rows)
    {
        string path = folder.File("table.csv");
        string[] colours = ["red", "green", "blue"];
        DateTime start = new(2020, 2, 1, 3, 0, 0);
        XoshiroRandom random = new(3);
        File.WriteAllLines(path, ["id,amount,size,colour,smokes,when,name,constant,void,target",
            .. Enumerable.Range(0, rows).Select(i => string.Join(',',
                i, i % 11 == 0 ? "NA" : FormattableString.Invariant($"{random.NextDouble() * 100:F3}"), random.Next(5),
                i % 13 == 0 ? "" : colours[random.Next(3)], random.Next(2) == 0 ? "yes" : "no",
                i % 17 == 0 ? "" : start.AddHours(random.Next(20_000)).ToString("s", System.Globalization.CultureInfo.InvariantCulture),
                $"name {random.Next(1000) / 7}", 7, "", random.Next(3)))]);
        return path;
    }
}
