using MiniGrad.Data;
using MiniGrad.Estimators;
using Xunit;

namespace MiniGrad.Tests.Data.Tables;

public class TableEncoderTests
{
    private const double No = double.NaN;

    private static readonly Table people = new(
        Numbers("age", 20, 40, No, 60, 40),
        Texts("city", "Rome", "Bonn", null, "Rome", "Bonn"),
        Texts("name", "a", "b", "c", "d", "e"),
        Numbers("constant", 3, 3, 3, 3, 3),
        Numbers("void", No, No, No, No, No),
        Texts("bought", "yes", "no", "no", "yes", "no"));

    [Fact]
    public void Roles_are_found_from_the_data()
    {
        var encoder = TableEncoder.Fit(people, "bought");
        Assert.Equal(["age", "city=Bonn", "city=Rome"], encoder.FeatureNames);
        Assert.Equal(
            [ColumnRole.Number, ColumnRole.Category, ColumnRole.LeftOut, ColumnRole.LeftOut, ColumnRole.LeftOut],
                encoder.Columns.Select(column => column.Role));
        Assert.Equal(
            [null, null, "no two of its values are the same, like those of an identifier", "all its values are the same",
                "it has no values"],
            encoder.Columns.Select(column => column.Reason));
        Assert.Equal(TargetKind.Classes, encoder.TargetKind);
        Assert.Equal(["no", "yes"], encoder.ClassNames);
    }

    [Fact]
    public void Numbers_are_scaled_and_missing_ones_replaced()
    {
        Dataset<double> data = TableEncoder.Fit(people, "bought").EncodeClasses<double>(people);
        // Mean 40, deviation √200; a missing age is the mean.
        double unit = Math.Sqrt(200);
        Assert.Equal([-20 / unit, 0, 1, 0, 1, 0, 0, 0, 0, 20 / unit, 0, 1, 0, 1, 0], data.Inputs.ToArray());
        Assert.Equal([1, 0, 0, 1, 0], data.Labels);
    }

    [Fact]
    public void Options_change_the_encoding_of_a_column()
    {
        Table table = new(Numbers("x", 0, 0, 2, 10, No), Numbers("code", 7, -0.0, 0, 7, No), Texts("kind", "a", "b", "c", "d", null),
            Texts("y", "p", "q", "p", "q", "p"));
        TableEncoderOptions options = new()
        {
            Scaling = Scaling.MinMax,
            Imputation = Imputation.Median,
            MissingIndicators = true,
            MissingCategories = true,
            Roles = new Dictionary<string, ColumnRole> { ["code"] = ColumnRole.Category, ["kind"] = ColumnRole.Category },
        };
        var encoder = TableEncoder.Fit(table, "y", options);
        Assert.Equal(["x", "x (missing)", "code=0", "code=7", "code (missing)", "kind=a", "kind=b", "kind=c", "kind=d", "kind (missing)"],
            encoder.FeatureNames);
        Assert.Equal(
            [
                0, 0, 0, 1, 0, 1, 0, 0, 0, 0,
                0, 0, 1, 0, 0, 0, 1, 0, 0, 0,
                0.2f, 0, 1, 0, 0, 0, 0, 1, 0, 0,
                1, 0, 0, 1, 0, 0, 0, 0, 1, 0,
                0.1f, 1, 0, 0, 1, 0, 0, 0, 0, 1,
            ],
            encoder.EncodeInputs<float>(table).ToArray());

        options = new() { Scaling = Scaling.None, Roles = new Dictionary<string, ColumnRole> { ["x"] = ColumnRole.LeftOut } };
        Assert.Equal(["code"], TableEncoder.Fit(table, "y", options).FeatureNames);
        Assert.Equal([7f, 0, 0, 7, 3.5f], TableEncoder.Fit(table, "y", options).EncodeInputs<float>(table).ToArray());
    }

    [Fact]
    public void Rules_come_from_the_training_rows_alone()
    {
        var encoder = TableEncoder.Fit(people, "bought");
        Table later = new(Texts("city", "Oslo", "Rome"), Numbers("age", 60, No));
        Assert.Equal([20 / Math.Sqrt(200), 0, 0, 0, 0, 1], encoder.EncodeInputs<double>(later).ToArray());

        var strict = TableEncoder.Fit(people, "bought", new() { RefuseUnknownCategories = true });
        Assert.Contains("column 'city', row 0 (counted from 0): the category 'Oslo' is unknown; there are 'Bonn', 'Rome'",
            Message(() => strict.EncodeInputs<double>(later)), StringComparison.Ordinal);
    }

    [Fact]
    public void Text_with_many_values_is_left_out_unless_its_role_is_set()
    {
        string[] words = [.. Enumerable.Range(0, 30).Select(i => $"w{i % 20}")];
        Table table = new(Texts("words", words), Numbers("x", [.. Enumerable.Range(0, 30).Select(i => 0.5 * i)]),
            Texts("y", [.. words.Select((_, i) => i % 2 == 0 ? "a" : "b")]));
        Assert.Equal(21, TableEncoder.Fit(table, "y").FeatureNames.Count);
        Assert.Contains("20 different values, more than 19",
            TableEncoder.Fit(table, "y", new() { MaximumCategories = 19 }).Columns[0].Reason, StringComparison.Ordinal);
        TableEncoderOptions asked =
            new() { MaximumCategories = 19, Roles = new Dictionary<string, ColumnRole> { ["words"] = ColumnRole.Category } };
        Assert.Equal(21, TableEncoder.Fit(table, "y", asked).FeatureNames.Count);
    }

    [Theory]
    [InlineData(new double[] { 0, 1, 1, 0 }, TargetKind.Classes)]
    [InlineData(new double[] { 1, 2, 3, 4 }, TargetKind.Numbers)]
    [InlineData(new[] { 0.5, 1.5, 0.5, 1.5 }, TargetKind.Numbers)]
    [InlineData(new double[] { 10, -1, 2, 10, -1, 2 }, TargetKind.Classes)]
    public void The_kind_of_target_is_found_from_the_data(double[] targets, TargetKind expected)
    {
        Table table = new(Numbers("x", [.. targets.Select((_, i) => (double)i)]), Numbers("y", targets));
        Assert.Equal(expected, TableEncoder.Fit(table, "y").TargetKind);
    }

    [Fact]
    public void Up_to_twenty_whole_numbers_are_classes_and_more_are_numbers()
    {
        foreach (int different in (int[])[20, 21])
        {
            double[] targets = [.. Enumerable.Range(0, 100).Select(i => (double)(i % different))];
            Table table = new(Numbers("x", [.. Enumerable.Range(0, 100).Select(i => (double)i)]), Numbers("y", targets));
            Assert.Equal(different == 20 ? TargetKind.Classes : TargetKind.Numbers, TableEncoder.Fit(table, "y").TargetKind);
        }
    }

    [Fact]
    public void Number_classes_are_ordered_as_numbers_and_found_in_text()
    {
        Table table = new(Numbers("x", 1, 2, 3, 4, 5, 6), Numbers("y", 10, 9, -1, 10, 9, -1));
        var encoder = TableEncoder.Fit(table, "y");
        Assert.Equal(["-1", "9", "10"], encoder.ClassNames);
        Assert.Equal([2, 1, 0, 2, 1, 0], encoder.EncodeLabels(table));
        Assert.Equal([0, 2], encoder.EncodeLabels(new Table(Texts("y", "-1", "10"))));
    }

    [Fact]
    public void Number_targets_are_not_scaled()
    {
        Table table = new(Numbers("x", 1, 2, 3), Numbers("y", 0.5, 1, 2));
        Dataset<float> data = TableEncoder.Fit(table, "y").EncodeNumbers<float>(table);
        Assert.Equal([3, 1], data.Targets.Shape);
        Assert.Equal([0.5f, 1, 2], data.Targets.ToArray());
        Table classes = new(Numbers("x", 1, 2, 3, 4), Numbers("y", 0, 1, 0, 1));
        Assert.Equal([0f, 1, 0, 1],
            TableEncoder.Fit(classes, "y", new() { TargetKind = TargetKind.Numbers }).EncodeTargets<float>(classes).ToArray());
        Assert.Equal(["0.5", "1", "2"], TableEncoder.Fit(table, "y", new() { TargetKind = TargetKind.Classes }).ClassNames);
    }

    [Fact]
    public void The_order_of_rows_does_not_matter_and_columns_are_found_by_name()
    {
        var encoder = TableEncoder.Fit(people, "bought");
        Table turned = people.Select([4, 3, 2, 1, 0]);
        var other = TableEncoder.Fit(turned, "bought");
        Assert.Equal(encoder.ToJson(), other.ToJson());
        Table swapped = new(people["city"], people["age"]);
        Assert.Equal(encoder.EncodeInputs<double>(people).ToArray(), encoder.EncodeInputs<double>(swapped).ToArray());
    }

    [Fact]
    public void A_column_without_values_at_prediction_counts_as_missing()
    {
        var encoder = TableEncoder.Fit(people, "bought");
        Table later = new(Texts("age", null, null), Numbers("city", No, No));
        Assert.Equal(new double[6], encoder.EncodeInputs<double>(later).ToArray());
    }

    [Fact]
    public void Invalid_arguments_are_refused_by_name()
    {
        var encoder = TableEncoder.Fit(people, "bought");
        Assert.Contains("no column 'price'; there are 'age'", Message(() => TableEncoder.Fit(people, "price")), StringComparison.Ordinal);
        Assert.Contains("column 'city', row 2 (counted from 0): the target is missing", Message(() => TableEncoder.Fit(people, "city")),
            StringComparison.Ordinal);
        Assert.Contains("'constant' is '3' in every row", Message(() => TableEncoder.Fit(people, "constant")), StringComparison.Ordinal);
        Assert.Contains("got none", Message(() => TableEncoder.Fit(people.Select([]), "bought")), StringComparison.Ordinal);
        Assert.Contains("expected numbers, got text",
            Message(() => TableEncoder.Fit(people, "bought", new() { TargetKind = TargetKind.Numbers })), StringComparison.Ordinal);
        Assert.Contains("left out are 'name' (no two",
            Message(() => TableEncoder.Fit(new Table(people["name"], people["bought"]), "bought")), StringComparison.Ordinal);
        Assert.Contains("'city' is to be one of numbers", Message(() => Fit("city", ColumnRole.Number)), StringComparison.Ordinal);
        Assert.Contains("no other role", Message(() => Fit("bought", ColumnRole.LeftOut)), StringComparison.Ordinal);
        Assert.Contains("no column 'x'", Message(() => Fit("x", ColumnRole.LeftOut)), StringComparison.Ordinal);
        Assert.Contains("no column 'age', 'city'; there are 'name'", Message(() => encoder.EncodeInputs<float>(new Table(people["name"]))),
            StringComparison.Ordinal);
        Assert.Contains("row 0 (counted from 0): expected a number, got the text 'old'",
            Message(() => encoder.EncodeInputs<float>(new Table(Texts("age", "old"), Texts("city", "Rome")))), StringComparison.Ordinal);
        Assert.Contains("there is no class 'maybe'; there are 'no', 'yes'",
            Message(() => encoder.EncodeLabels(new Table(Texts("bought", "maybe")))), StringComparison.Ordinal);
        Assert.Contains("more than Single holds",
            Message(() => encoder.EncodeInputs<float>(new Table(Numbers("age", 1e300), Texts("city", "Rome")))), StringComparison.Ordinal);
        Assert.Contains("column 'x', row 1 (counted from 0): expected a finite number",
            Message(() => TableEncoder.Fit(new Table(Numbers("x", 1, 1 / 0.0), Numbers("y", 0, 1)), "y")), StringComparison.Ordinal);
        Assert.Contains("too far apart", Message(() => TableEncoder.Fit(
            new Table(Numbers("x", double.MinValue, double.MaxValue), Numbers("y", 0, 1)), "y", new() { Scaling = Scaling.MinMax })),
                StringComparison.Ordinal);
        Assert.Contains("classes, not as numbers",
            Assert.Throws<InvalidOperationException>(() => encoder.EncodeTargets<float>(people)).Message, StringComparison.Ordinal);

        static TableEncoder Fit(string name, ColumnRole role) =>
            TableEncoder.Fit(people, "bought", new() { Roles = new Dictionary<string, ColumnRole> { [name] = role } });
    }

    [Fact]
    public void An_unfit_value_is_refused_with_its_column_and_row()
    {
        var encoder = TableEncoder.Fit(people, "bought");
        var error = Assert.Throws<TableRowException>(
            () => encoder.EncodeInputs<float>(new Table(Numbers("age", 3, 1e300), Texts("city", "Rome", "Rome"))));
        Assert.Equal(("age", 1), (error.Column, error.Row));
        Assert.Equal($"TableEncoder: column 'age', row 1 (counted from 0): {error.Problem}", error.Message);
        Assert.EndsWith("is more than Single holds.", error.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_of_features_differ_whatever_columns_and_categories_are_called()
    {
        string[] y = ["p", "q", "p", "q"];
        Table table = new(
            Texts("a", "b=c", "d", "b=c", "d"), Texts("a=b", "c", "d", "c", "d"), Numbers("a=d", 1, 2, 3, 4),
            Numbers("x", 1, double.NaN, 3, 4), Numbers("x (missing)", 1, 2, 3, 4), Texts("\"a=b\"", "c", "d", "c", "d"), Texts("y", y));

        var encoder = TableEncoder.Fit(table, "y", new TableEncoderOptions { MissingIndicators = true });

        Assert.Equal(
            ["a=b=c", "a=d", "\"a=b\"=c", "\"a=b\"=d", "\"a=d\"", "x", "x (missing)", "\"x (missing)\"", "\"\"\"a=b\"\"\"=c",
                "\"\"\"a=b\"\"\"=d"],
            encoder.FeatureNames);
        Assert.Equal(encoder.FeatureNames.Count, encoder.FeatureNames.Distinct().Count());
        Assert.Equal(["c", "d"], encoder.Columns[1].Categories);
        Assert.Equal(encoder.FeatureNames, TableEncoder.FromJson(encoder.ToJson()).FeatureNames);
    }

    [Fact]
    public void A_column_is_described_in_a_line()
    {
        var encoder = TableEncoder.Fit(people, "bought");
        Assert.Equal("age (number): age", $"{encoder.Columns[0]}");
        Assert.StartsWith("city (category): city=", $"{encoder.Columns[1]}", StringComparison.Ordinal);
        Assert.Equal("n (left out: it has no values)", $"{new EncodedColumn("n", ColumnRole.LeftOut, [], "it has no values")}");
    }

    [Fact]
    public void Values_missing_for_the_first_time_are_known_and_refused_on_demand()
    {
        Table learned = new(
            Numbers("n", 1, 2, 3, 4), Numbers("gaps", 1, double.NaN, 3, 4), Texts("t", "a", "b", "a", "b"), Texts("y", "p", "q", "p", "q"));
        Table now = new(Numbers("n", 1, double.NaN), Numbers("gaps", double.NaN, 1), Texts("t", "a", "b"));
        var lenient = TableEncoder.Fit(learned, "y");
        Assert.Equal([false, true, false], lenient.Columns.Select(column => column.HadMissing));
        Assert.Equal(0, lenient.EncodeInputs<double>(now)[1, 0]);
        foreach (bool isRead in (bool[])[false, true])
        {
            var strict = TableEncoder.Fit(learned, "y", new TableEncoderOptions { RefuseNewMissing = true });
            if (isRead) strict = TableEncoder.FromJson(strict.ToJson());
            Assert.Equal([false, true, false], strict.Columns.Select(column => column.HadMissing));
            Assert.Equal(
                "TableEncoder: column 'n', row 1 (counted from 0): the value is missing, and no training row lacks one " +
                "(RefuseNewMissing is set).",
                Assert.Throws<TableRowException>(() => strict.EncodeInputs<double>(now)).Message);
            Table noText = new(Numbers("n", 1), Numbers("gaps", double.NaN), new TextColumn("t", new string?[1]));
            Assert.Equal("t", Assert.Throws<TableRowException>(() => strict.EncodeInputs<double>(noText)).Column);
        }
        string earlier = lenient.ToJson()
            .Replace(",\"missingInTraining\":false,\"refusesNewMissing\":false", "", StringComparison.Ordinal)
            .Replace(",\"missingInTraining\":true,\"refusesNewMissing\":false", "", StringComparison.Ordinal);
        Assert.DoesNotContain("refusesNewMissing", earlier, StringComparison.Ordinal);
        Assert.All(TableEncoder.FromJson(earlier).Columns, column => Assert.True(column.HadMissing));
    }

    [Fact]
    public void A_missing_target_is_counted_and_the_message_says_how_to_leave_it_out()
    {
        Table table = new(Numbers("x", 1, 2, 3, 4), new TextColumn("y", new[] { "a", null, "b", null }));
        Assert.Equal(
            "TableEncoder: column 'y', row 1 (counted from 0): the target is missing, in 2 rows: table.DropMissing(\"y\") leaves them out.",
            Assert.Throws<TableRowException>(() => TableEncoder.Fit(table, "y")).Message);
        Assert.Equal(["a", "b"], TableEncoder.Fit(table.DropMissing("y"), "y").ClassNames);
    }

    [Fact]
    public void A_refused_row_of_a_part_is_named_by_its_place_in_the_whole_table()
    {
        Table whole = new(Numbers("x", 1, 2, 3, double.PositiveInfinity), Texts("y", "a", "b", "a", "b"));
        Table part = whole.Select([1, 3, 2]).Select([2, 1, 0]);
        var error = Assert.Throws<TableRowException>(() => TableEncoder.Fit(part, "y"));
        Assert.Equal((1, 3), (error.Row, error.SourceRow));
        Assert.Equal(
            "TableEncoder: column 'x', row 3 of the whole table, 1 of the part that was selected (counted from 0): " +
            "expected a finite number, got Infinity.", error.Message);
    }

    [Fact]
    public void Labels_of_classes_that_were_not_learned_follow_those_that_were()
    {
        var encoder = TableEncoder.Fit(new Table(Numbers("x", 1, 2), Texts("y", "b", "a")), "y");
        Table judged = new(Numbers("x", 1, 2, 3, 4), Texts("y", "z", "a", "c", "z"));
        Assert.Equal([2, 0, 3, 2], encoder.EncodeLabels(judged, out IReadOnlyList<string> unknown).ToArray());
        Assert.Equal(["z", "c"], unknown);
        Assert.Contains("there is no class 'z'", Message(() => encoder.EncodeLabels(judged)), StringComparison.Ordinal);
    }

    [Fact]
    public void Half_of_a_surrogate_pair_is_refused()
    {
        NumberColumn y = Numbers("y", 0.5, 1, 2, 4);
        foreach (string half in (string[])["x\uD800", "\uDC00", "\uDC00\uD800", "\uD800y"])
        {
            TextColumn kind = Texts("kind", half, half, "b", "b");
            Refused("column 'kind'", () => TableEncoder.Fit(new Table(kind, y), "y"));
            Refused("column 'kind'", () => TableEncoder.Fit(new Table(y, kind), "kind"));
            Refused($"the name of column '{half}'", () => TableEncoder.Fit(new Table(Numbers(half, 1, 2, 3, 4), y), "y"));
            Refused($"the name of column '{half}'", () => TableEncoder.Fit(new Table(y, Numbers(half, 1, 2, 3, 4)), half));

            // Nothing is kept of a column that is left out but its name, and whole pairs are characters.
            var encoder = TableEncoder.Fit(new Table(Texts("name", half, "b", "c", "d"), Texts("smile", "😀", "😀", "b", "b"), y), "y");
            Assert.Equal(["smile=b", "smile=😀"], TableEncoder.FromJson(encoder.ToJson()).FeatureNames);
        }

        static void Refused(string owner, Func<object> fit) =>
            Assert.StartsWith($"TableEncoder: {owner} holds half of a surrogate pair", Message(fit), StringComparison.Ordinal);
    }

    [Fact]
    public void An_infinite_target_is_refused()
    {
        Table table = new(Numbers("x", 1, 2, 3), Numbers("y", 1, double.NegativeInfinity, 2.5));
        foreach (TargetKind? kind in (TargetKind?[])[null, TargetKind.Numbers])
        {
            string message = Message(() => TableEncoder.Fit(table, "y", new() { TargetKind = kind }));
            Assert.Equal("TableEncoder: column 'y', row 1 (counted from 0): expected a finite number, got -Infinity.", message);
        }
    }

    [Fact]
    public void A_table_is_split_by_a_column()
    {
        Table table = new(Texts("y", [.. Enumerable.Range(0, 40).Select(i => i < 30 ? "a" : i < 38 ? "b" : null)]),
            Numbers("i", [.. Enumerable.Range(0, 40).Select(i => (double)i)]));
        var (training, validation, test) = table.Split(0.5, 0.25, 0.25, new Random(1), stratifyBy: "y");
        Assert.Equal([15, 4, 1], Counts(training));
        Assert.Equal(2, Counts(validation)[1]);
        Assert.Equal(2, Counts(test)[1]);
        Assert.Equal(40, training.Count + validation.Count + test.Count);
        Assert.All(table.Folds(2, stratifyBy: "y"), fold => Assert.Equal([15, 4, 1], Counts(fold.Validation)));
        Assert.Equal(Enumerable.Range(0, 10).Select(i => (double)i), ((NumberColumn)table.Split(0.25, 0.75, 0).Training["i"]).ToArray());

        static int[] Counts(Table part) => [.. ((string?[])["a", "b", null]).Select(
            value => Enumerable.Range(0, part.Count).Count(row => part["y"].TextAt(row) == value))];
    }

    private static NumberColumn Numbers(string name, params double[] numbers) => new(name, numbers);

    private static TextColumn Texts(string name, params string?[] texts) => new(name, texts);

    private static string Message(Func<object> act) => Assert.ThrowsAny<ArgumentException>(act).Message;
}
