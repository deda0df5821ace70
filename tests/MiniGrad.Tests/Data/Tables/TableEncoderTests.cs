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
            [ColumnRole.Number, ColumnRole.Category, ColumnRole.LeftOut, ColumnRole.LeftOut, ColumnRole.LeftOut], encoder.Columns.Select(column => column.Role));
        Assert.Equal(
            [null, null, "no two of its values are the same, like those of an identifier", "all its values are the same", "it has no values"],
            encoder.Columns.Select(column => column.Reason));
        Assert.Equal(TargetKind.Classes, encoder.TargetKind);
        Assert.Equal(["no", "yes"], encoder.ClassNames);
    }

    [Fact]
    public void Numbers_are_scaled_and_missing_ones_stood_in_for()
    {
        Dataset<double> data = TableEncoder.Fit(people, "bought").EncodeClasses<double>(people);
        // Mean 40, deviation √200; a missing age is the mean.
        double unit = Math.Sqrt(200);
        Assert.Equal([-20 / unit, 0, 1, 0, 1, 0, 0, 0, 0, 20 / unit, 0, 1, 0, 1, 0], data.Inputs.ToArray());
        Assert.Equal([1, 0, 0, 1, 0], data.Labels);
    }

    [Fact]
    public void Options_change_what_is_made_of_a_column()
    {
        Table table = new(Numbers("x", 0, 0, 2, 10, No), Numbers("code", 7, -0.0, 0, 7, No), Texts("kind", "a", "b", "c", "d", null), Texts("y", "p", "q", "p", "q", "p"));
        TableEncoderOptions options = new()
        {
            Scaling = Scaling.MinMax,
            Imputation = Imputation.Median,
            MissingIndicators = true,
            MissingCategories = true,
            Roles = new Dictionary<string, ColumnRole> { ["code"] = ColumnRole.Category, ["kind"] = ColumnRole.Category },
        };
        var encoder = TableEncoder.Fit(table, "y", options);
        Assert.Equal(["x", "x (missing)", "code=0", "code=7", "code (missing)", "kind=a", "kind=b", "kind=c", "kind=d", "kind (missing)"], encoder.FeatureNames);
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
        Assert.Contains("column 'city', row 0 (counted from 0): the category 'Oslo' is unknown; there are 'Bonn', 'Rome'", Message(() => strict.EncodeInputs<double>(later)), StringComparison.Ordinal);
    }

    [Fact]
    public void Text_with_many_values_is_left_out_unless_it_is_asked_for()
    {
        string[] words = [.. Enumerable.Range(0, 30).Select(i => $"w{i % 20}")];
        Table table = new(Texts("words", words), Numbers("x", [.. Enumerable.Range(0, 30).Select(i => (double)i)]), Texts("y", [.. words.Select((_, i) => i % 2 == 0 ? "a" : "b")]));
        Assert.Equal(21, TableEncoder.Fit(table, "y").FeatureNames.Count);
        Assert.Contains("20 different values, more than 19", TableEncoder.Fit(table, "y", new() { MaximumCategories = 19 }).Columns[0].Reason, StringComparison.Ordinal);
        TableEncoderOptions asked = new() { MaximumCategories = 19, Roles = new Dictionary<string, ColumnRole> { ["words"] = ColumnRole.Category } };
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
    public void Classes_that_are_numbers_are_ordered_as_numbers_and_found_in_text_again()
    {
        Table table = new(Numbers("x", 1, 2, 3, 4, 5, 6), Numbers("y", 10, 9, -1, 10, 9, -1));
        var encoder = TableEncoder.Fit(table, "y");
        Assert.Equal(["-1", "9", "10"], encoder.ClassNames);
        Assert.Equal([2, 1, 0, 2, 1, 0], encoder.EncodeLabels(table));
        Assert.Equal([0, 2], encoder.EncodeLabels(new Table(Texts("y", "-1", "10"))));
    }

    [Fact]
    public void Numbers_are_predicted_as_they_are()
    {
        Table table = new(Numbers("x", 1, 2, 3), Numbers("y", 0.5, 1, 2));
        Dataset<float> data = TableEncoder.Fit(table, "y").EncodeNumbers<float>(table);
        Assert.Equal([3, 1], data.Targets.Shape);
        Assert.Equal([0.5f, 1, 2], data.Targets.ToArray());
        Table classes = new(Numbers("x", 1, 2, 3, 4), Numbers("y", 0, 1, 0, 1));
        Assert.Equal([0f, 1, 0, 1], TableEncoder.Fit(classes, "y", new() { TargetKind = TargetKind.Numbers }).EncodeTargets<float>(classes).ToArray());
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
    public void A_column_that_came_without_values_later_is_all_missing()
    {
        var encoder = TableEncoder.Fit(people, "bought");
        Table later = new(Texts("age", null, null), Numbers("city", No, No));
        Assert.Equal(new double[6], encoder.EncodeInputs<double>(later).ToArray());
    }

    [Fact]
    public void Mistakes_are_named()
    {
        var encoder = TableEncoder.Fit(people, "bought");
        Assert.Contains("no column 'price'; there are 'age'", Message(() => TableEncoder.Fit(people, "price")), StringComparison.Ordinal);
        Assert.Contains("column 'city', row 2 (counted from 0): the target is missing", Message(() => TableEncoder.Fit(people, "city")), StringComparison.Ordinal);
        Assert.Contains("'constant' is '3' in every row", Message(() => TableEncoder.Fit(people, "constant")), StringComparison.Ordinal);
        Assert.Contains("got none", Message(() => TableEncoder.Fit(people.Select([]), "bought")), StringComparison.Ordinal);
        Assert.Contains("expected numbers, got text", Message(() => TableEncoder.Fit(people, "bought", new() { TargetKind = TargetKind.Numbers })), StringComparison.Ordinal);
        Assert.Contains("left out are 'name' (no two", Message(() => TableEncoder.Fit(new Table(people["name"], people["bought"]), "bought")), StringComparison.Ordinal);
        Assert.Contains("'city' is to be one of numbers", Message(() => Fit("city", ColumnRole.Number)), StringComparison.Ordinal);
        Assert.Contains("no other role", Message(() => Fit("bought", ColumnRole.LeftOut)), StringComparison.Ordinal);
        Assert.Contains("no column 'x'", Message(() => Fit("x", ColumnRole.LeftOut)), StringComparison.Ordinal);
        Assert.Contains("no column 'age', 'city'; there are 'name'", Message(() => encoder.EncodeInputs<float>(new Table(people["name"]))), StringComparison.Ordinal);
        Assert.Contains("row 0 (counted from 0): expected a number, got the text 'old'", Message(() => encoder.EncodeInputs<float>(new Table(Texts("age", "old"), Texts("city", "Rome")))), StringComparison.Ordinal);
        Assert.Contains("there is no class 'maybe'; there are 'no', 'yes'", Message(() => encoder.EncodeLabels(new Table(Texts("bought", "maybe")))), StringComparison.Ordinal);
        Assert.Contains("more than Single holds", Message(() => encoder.EncodeInputs<float>(new Table(Numbers("age", 1e300), Texts("city", "Rome")))), StringComparison.Ordinal);
        Assert.Contains("column 'x', row 1 (counted from 0): expected a finite number", Message(() => TableEncoder.Fit(new Table(Numbers("x", 1, 1 / 0.0), Numbers("y", 0, 1)), "y")), StringComparison.Ordinal);
        Assert.Contains("too far apart", Message(() => TableEncoder.Fit(
            new Table(Numbers("x", double.MinValue, double.MaxValue), Numbers("y", 0, 1)), "y", new() { Scaling = Scaling.MinMax })), StringComparison.Ordinal);
        Assert.Contains("classes, not as numbers", Assert.Throws<InvalidOperationException>(() => encoder.EncodeTargets<float>(people)).Message, StringComparison.Ordinal);

        static TableEncoder Fit(string name, ColumnRole role) =>
            TableEncoder.Fit(people, "bought", new() { Roles = new Dictionary<string, ColumnRole> { [name] = role } });
    }

    [Fact]
    public void A_value_that_does_not_fit_has_its_column_and_its_row()
    {
        var encoder = TableEncoder.Fit(people, "bought");
        var error = Assert.Throws<TableRowException>(() => encoder.EncodeInputs<float>(new Table(Numbers("age", 3, 1e300), Texts("city", "Rome", "Rome"))));
        Assert.Equal(("age", 1), (error.Column, error.Row));
        Assert.Equal($"TableEncoder: column 'age', row 1 (counted from 0): {error.Problem}", error.Message);
        Assert.EndsWith("is more than Single holds.", error.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Half_of_a_surrogate_pair_is_refused_before_it_is_lost_in_a_file()
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
        Table table = new(Texts("y", [.. Enumerable.Range(0, 40).Select(i => i < 30 ? "a" : i < 38 ? "b" : null)]), Numbers("i", [.. Enumerable.Range(0, 40).Select(i => (double)i)]));
        var (training, validation, test) = table.Split(0.5, 0.25, 0.25, new Random(1), stratifyBy: "y");
        Assert.Equal([15, 4, 1], Counts(training));
        Assert.Equal(2, Counts(validation)[1]);
        Assert.Equal(2, Counts(test)[1]);
        Assert.Equal(40, training.Count + validation.Count + test.Count);
        Assert.All(table.Folds(2, stratifyBy: "y"), fold => Assert.Equal([15, 4, 1], Counts(fold.Validation)));
        Assert.Equal(Enumerable.Range(0, 10).Select(i => (double)i), ((NumberColumn)table.Split(0.25, 0.75, 0).Training["i"]).ToArray());

        static int[] Counts(Table part) => [.. ((string?[])["a", "b", null]).Select(value => Enumerable.Range(0, part.Count).Count(row => part["y"].TextAt(row) == value))];
    }

    private static NumberColumn Numbers(string name, params double[] numbers) => new(name, numbers);

    private static TextColumn Texts(string name, params string?[] texts) => new(name, texts);

    private static string Message(Func<object> act) => Assert.ThrowsAny<ArgumentException>(act).Message;
}
