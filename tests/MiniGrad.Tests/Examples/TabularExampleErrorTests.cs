using MiniGrad.Estimators;
using MiniGrad.Tests.Data;
using Xunit;

namespace MiniGrad.Tests.Examples;

public sealed class TabularExampleErrorTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    private string Csv => folder.File("table.csv");

    private string Model => folder.File("model.safetensors");

    [Theory]
    [InlineData("--csv t.csv", "--csv: expected --target as well.")]
    [InlineData("--model m", "--model: expected --predict as well.")]
    [InlineData("--predict t.csv", "--predict: expected --model as well.")]
    [InlineData("--out o.csv", "--out: expected --predict as well.")]
    [InlineData("--model m --predict t.csv --epochs 3", "--epochs: expected no such option with --model.")]
    [InlineData("--test 1", "--test: expected a number above 0 and below 1, got '1'.")]
    [InlineData("--test 0", "--test: expected a number above 0 and below 1, got '0'.")]
    [InlineData("--task guess", "--task: expected one of Auto, Classification, Regression, got 'guess'.")]
    [InlineData("--hidden 8,x", "--hidden: expected sizes from 1 to 10000 separated by commas, or none, got '8,x'.")]
    [InlineData("--early-stopping 0", "--early-stopping: expected a whole number of at least 1, got '0'.")]
    [InlineData("--learning-rate -1", "--learning-rate: expected a positive number, got '-1'.")]
    [InlineData("--save x --report ./x", "--save: expected another path than that of --report, got 'x' for both.")]
    [InlineData("--csv t.csv --target y --save t.csv", "--save: expected another path than that of --csv, got 't.csv' for both.")]
    [InlineData("--model m --predict t.csv --out t.csv", "--out: expected another path than that of --predict, got 't.csv' for both.")]
    [InlineData("--model m --predict t.csv --out m", "--out: expected another path than that of --model, got 'm' for both.")]
    [InlineData("--model m --predict t.csv --text zip", "--text: expected no such option with --model.")]
    [InlineData("--bogus", "Unrecognized command or argument '--bogus'.")]
    public Task Bad_usage_is_one_line_of_error(string options, string message) => Rejects(message, options.Split(' '));

    [Theory]
    [InlineData("a,b\n1,2\n3,4\n", "Table: there is no column 'y'; there are 'a', 'b'.")]
    [InlineData("a,y\n", "TableEncoder: expected rows to learn from, got none.")]
    [InlineData("a,y\n1,\n2,NA\n", "TableEncoder: expected rows to learn from, got none.")]
    [InlineData("a,y\n1,red\n2,red\n", "TableEncoder: the target 'y' is 'red' in every row: expected at least two classes.")]
    [InlineData("a,y\n1,id7\n2,id8\n3,id9\n", "every class of the target 'y' has one row only: expected classes of several rows, got a column that looks like an identifier.")]
    [InlineData("a,y\n1,2.5\n2,2.5\n", "the target 'y' is 2.5 in every row: expected at least two different numbers.")]
    [InlineData("a,y\n1,0.5\n2,\n\n3,1e60\n", "'y' in row 3 (counted from 1, below the header): 1E+60 is more than Single holds.")]
    [InlineData("a,y\n1,1\n,2\nInfinity,1\n", "'a' in row 3 (counted from 1, below the header): expected a finite number, got Infinity.")]
    [InlineData(
        "p;y\n1,5;1\n2,5;2\n", "TableEncoder: no column is left to learn from: left out are 'p' (its values look like numbers in another notation, such as '1,5', which are text: " +
        "expected digits with a decimal point and no marks between thousands, such as 1234.5).")]
    [InlineData(
        "a;y\n1;1,5\n2;2,5\n3;2,5\n", "TableEncoder: the target 'y' is text that looks like numbers in another notation, such as '1,5': " +
        "expected digits with a decimal point and no marks between thousands, such as 1234.5, or that classes are asked for.")]
    [InlineData("name,y\nann,1\nbob,2.5\n", "TableEncoder: no column is left to learn from: left out are 'name' (no two of its values are the same, like those of an identifier).")]
    public Task A_table_that_nothing_can_be_learned_from(string table, string problem)
    {
        File.WriteAllText(Csv, table);
        return Rejects($"{Csv}: {problem}", "--csv", Csv, "--target", "y");
    }

    [Fact]
    public Task Text_where_numbers_are_to_be_predicted()
    {
        File.WriteAllText(Csv, "a,y\n1,2\n3,x\n");
        return Rejects($"{Csv}: TableEncoder: the target 'y' is to be a number: expected numbers, got text.", "--csv", Csv, "--target", "y", "--task", "regression");
    }

    [Fact]
    public Task Too_few_rows_to_hold_some_out()
    {
        File.WriteAllText(Csv, "a,y\n1,1.5\n2,2.5\n");
        return Rejects($"{Csv}: expected rows enough to hold out a share of 0.2, got 2.", "--csv", Csv, "--target", "y");
    }

    [Fact]
    public async Task A_file_that_is_empty_or_not_there()
    {
        await Rejects($"Could not find file '{Csv}'.", "--csv", Csv, "--target", "y");
        File.WriteAllText(Csv, "");
        ExampleRun run = await Run("--csv", Csv, "--target", "y");
        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.StartsWith($"error: {Csv}: ", run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.TrimEnd().Split('\n'));
    }

    [Theory]
    [InlineData("size,colour\n", "expected rows to predict, got none.")]
    [InlineData("colour\nred\n", "TableEncoder: there is no column 'size'; there are 'colour'.")]
    [InlineData("size,colour\nbig,red\n", "'size' in row 1 (counted from 1, below the header): expected a number, got the text 'big'.")]
    public async Task A_table_that_does_not_fit_the_model(string table, string problem)
    {
        await Train();
        File.WriteAllText(Csv, table);

        await Rejects($"{Csv}: {problem}", "--model", Model, "--predict", Csv);
    }

    [Fact]
    public Task Numbers_that_were_said_to_be_classes_and_are_not()
    {
        File.WriteAllText(Csv, "a,y\n1,5\n2,6\n");
        return Rejects(
            $"{Csv}: every class of the target 'y' has one row only: expected classes of several rows, " +
            "got a column that looks like an identifier, or like numbers, which --task regression predicts.",
            "--csv", Csv, "--target", "y", "--task", "classification");
    }

    [Fact]
    public async Task A_category_that_the_model_does_not_know_is_a_warning()
    {
        await Train();
        File.WriteAllText(Csv, "size,colour\n1,red\n2,\n3,\"pur\nple\"\n4,grey\n");

        ExampleRun run = await Run("--model", Model, "--predict", Csv);

        Assert.Equal((0, 5), (run.ExitCode, run.Lines.Length));
        Assert.Equal(
            $"warning: {Csv}: 2 of 4 rows hold categories that the model does not know, and are predicted as of none that it knows, in 'colour': " +
            $"first 'pur\\nple' of 'colour' in row 3 (counted from 1, below the header), where 'blue', 'red' are known.{Environment.NewLine}",
            run.Error);
    }

    [Fact]
    public async Task A_category_that_is_missing_as_a_column()
    {
        await Train();
        File.WriteAllText(Csv, "size\n1\n");

        ExampleRun run = await Run("--model", Model, "--predict", Csv);

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Matches($"^error: {Csv}: [^\n]*'colour'[^\n]*\n$", run.Error.ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task A_file_that_is_no_model()
    {
        File.WriteAllText(Csv, "size,colour\n1,red\n");
        await Rejects($"Could not find file '{Model}'.", "--model", Model, "--predict", Csv);
        await Rejects($"{Csv}: not a safetensors file: its header would have 7813572920843331955 bytes, the format allows 100000000.", "--model", Csv, "--predict", Csv);
    }

    [Fact]
    public async Task A_model_that_was_not_fitted_on_a_table()
    {
        MlpClassifier classifier = new() { HiddenSizes = [], Epochs = 1 };
        classifier.Fit(Tensor.Create([1f, 2, 3, 4], [4, 1]), IndexTensor.Create([0, 1, 0, 1]));
        classifier.Save(Model);
        File.WriteAllText(Csv, "size\n1\n");

        await Rejects($"{Model}: the model was not fitted on a table: expected one that was.", "--model", Model, "--predict", Csv);
    }

    [Theory]
    [InlineData("--report", "The report")]
    [InlineData("--save", "The model")]
    public async Task What_cannot_be_written_is_noticed_before_training(string option, string content)
    {
        string path = folder.File("nowhere/file");

        ExampleRun run = await Run(option, path);

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Equal($"error: {content} cannot be written to '{path}': there is no folder '{Path.GetDirectoryName(path)}'.{Environment.NewLine}", run.Error);
    }

    [Fact]
    public async Task A_loss_that_is_no_number_ends_training()
    {
        ExampleRun run = await Run("--learning-rate", "1e30", "--save", Model);

        Assert.Equal(1, run.ExitCode);
        Assert.Matches("^error: MlpClassifier: diverged: the loss became [^\n]*\n$", run.Error.ReplaceLineEndings("\n"));
        Assert.False(File.Exists(Model));
    }

    private async Task Train()
    {
        File.WriteAllLines(Csv, Enumerable.Range(0, 20).Select(row => $"{row},{(row % 2 == 0 ? "red" : "blue")},{(row < 10 ? "yes" : "no")}").Prepend("size,colour,wanted"));
        ExampleRun run = await Run("--csv", Csv, "--target", "wanted", "--epochs", "1", "--save", Model);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
    }

    private static async Task Rejects(string message, params string[] options)
    {
        ExampleRun run = await Run(options);

        Assert.Equal((2, "", $"error: {message}{Environment.NewLine}"), (run.ExitCode, run.Output, run.Error));
    }

    private static Task<ExampleRun> Run(params string[] options) => ExampleProcess.Run("Tabular", options);
}
