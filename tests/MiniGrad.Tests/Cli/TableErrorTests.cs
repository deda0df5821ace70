using MiniGrad.Estimators;
using MiniGrad.Tests.Data;
using Xunit;

namespace MiniGrad.Tests.Cli;

public sealed class TableErrorTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    private string Csv => folder.File("table.csv");

    private string Model => folder.File("model.safetensors");

    [Theory]
    [InlineData("", "expected a command: train, search, study, evaluate, predict, describe, convert, completion; --help tells more.")]
    [InlineData("train", "train: expected --csv, --idx, --digits or --irises.")]
    [InlineData("train --csv t.csv", "--csv: expected --target as well.")]
    [InlineData("train --csv t.csv --target y --digits", "--digits: expected no such option with --csv.")]
    [InlineData("train --digits --target y", "--target: expected --csv or --irises as well.")]
    [InlineData("train --irises --optimizer sgd", "--optimizer: expected --idx or --digits as well.")]
    [InlineData("train --irises --checkpoint c", "--checkpoint: expected --idx or --digits as well.")]
    [InlineData("train --irises --delimiter ;", "--delimiter: expected --csv as well.")]
    [InlineData("train --irises --test 1", "--test: expected a number above 0 and below 1, got '1'.")]
    [InlineData("train --irises --test 0", "--test: expected a number above 0 and below 1, got '0'.")]
    [InlineData("train --irises --task guess", "--task: expected one of Auto, Classification, Regression, got 'guess'.")]
    [InlineData("train --irises --task regresion",
        "--task: expected one of Auto, Classification, Regression, got 'regresion'. Did you mean 'Regression'?")]
    [InlineData("train --irises --hidden 8,x", "--hidden: expected sizes from 1 to 10000 separated by commas, or none, got '8,x'.")]
    [InlineData("train --irises --early-stopping 0", "--early-stopping: expected a whole number of at least 1, got '0'.")]
    [InlineData("train --irises --learning-rate -1", "--learning-rate: expected a positive number, got '-1'.")]
    [InlineData("train --irises --threads 65", "--threads: expected a whole number from 1 to 64, got '65'.")]
    [InlineData("train --irises --save x --report ./x", "--save: expected another path than that of --report, got 'x' for both.")]
    [InlineData("train --csv t.csv --target y --save t.csv", "--save: expected another path than that of --csv, got 't.csv' for both.")]
    [InlineData(
        "train --csv t.csv --target y --delimiter ;;", "--delimiter: expected a single character that is no line break, or tab, got ';;'.")]
    [InlineData(
        "train --csv t.csv --target y --delimiter ; --quote ;",
        "--delimiter: expected another character than that of --quote, got ';' for both.")]
    [InlineData("train --irises --minimum-accuracy 90 --target petal_width",
        "--minimum-accuracy: expected classes to be predicted, got numbers in 'petal_width'.")]
    [InlineData("train --csv --target y", "Required argument missing for option: '--csv'.")]
    [InlineData("train --digits --save --resume", "Required argument missing for option: '--save'.")]
    [InlineData("predict m", "predict: expected --csv, --idx, --digits, --irises or rows.")]
    [InlineData("predict m - --csv t.csv", "rows: expected no such option with --csv.")]
    [InlineData("predict m --jsn", "Unrecognized command or argument '--jsn'. Did you mean '--json'?")]
    [InlineData("predict m - --force", "--force: expected --out as well.")]
    [InlineData("completion bahs", "shell: expected one of bash, zsh, fish, powershell, got 'bahs'. Did you mean 'bash'?")]
    [InlineData("predict --csv t.csv", "Required argument 'model' missing for command: 'predict'.")]
    [InlineData("predict m --csv t.csv --out t.csv", "--out: expected another path than that of --csv, got 't.csv' for both.")]
    [InlineData("predict m --csv t.csv --out m", "--out: expected another path than that of model, got 'm' for both.")]
    [InlineData("predict m --digits --keep x", "--keep: expected --csv, --irises or rows as well.")]
    [InlineData("predict m --csv t.csv --keep x --keep-all", "--keep: expected no such option with --keep-all.")]
    [InlineData("predict m --csv t.csv --epochs 3", "Unrecognized command or argument '--epochs'. It is an option of 'train'.")]
    [InlineData("train --irises --bogus", "Unrecognized command or argument '--bogus'.")]
    [InlineData("train --irises --epoch 3", "Unrecognized command or argument '--epoch'. Did you mean '--epochs'?")]
    [InlineData("train --csv t.csv --taregt y", "Unrecognized command or argument '--taregt'. Did you mean '--target'?")]
    [InlineData("trian --irises", "Unrecognized command or argument 'trian'. Did you mean 'train'?")]
    public Task Bad_usage_is_one_line_of_error(string options, string message) =>
        Rejects(message, options.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    [Theory]
    [InlineData("a,b\n1,2\n3,4\n", "Table: there is no column 'y'; there are 'a', 'b'.")]
    [InlineData("a,y\n", "TableEncoder: expected rows to learn from, got none.")]
    [InlineData("a,y\n1,\n2,NA\n", "TableEncoder: expected rows to learn from, got none.")]
    [InlineData("a,y\n1,red\n2,red\n", "TableEncoder: the target 'y' is 'red' in every row: expected at least two classes.")]
    [InlineData("a,y\n1,id7\n2,id8\n3,id9\n",
        "every class of the target 'y' has one row only: expected classes of several rows, got a column that looks like an identifier.")]
    [InlineData("a,y\n1,2.5\n2,2.5\n", "the target 'y' is 2.5 in every row: expected at least two different numbers.")]
    [InlineData("a,y\n1,0.5\n2,\n\n3,1e60\n", "'y' in row 3 (counted from 1, below the header): 1E+60 is more than Single holds.")]
    [InlineData("a,y\n1,1\n,2\nInfinity,1\n", "'a' in row 3 (counted from 1, below the header): expected a finite number, got Infinity.")]
    [InlineData(
        "p;y\n1,5;1\n2,5;2\n",
        "TableEncoder: no column is left to learn from: left out are 'p' " +
        "(its values look like numbers in another notation, such as '1,5', which are text: " +
        "expected digits with a decimal point and no marks between thousands, such as 1234.5, or --decimal-comma where numbers have a " +
        "comma).")]
    [InlineData(
        "a;y\n1;1,5\n2;2,5\n3;2,5\n", "TableEncoder: the target 'y' is text that looks like numbers in another notation, such as '1,5': " +
        "expected digits with a decimal point and no marks between thousands, such as 1234.5, or --decimal-comma where numbers have a " +
        "comma, or that classes are asked for.")]
    [InlineData(
        "name,y\nann,1\nbob,2.5\n",
            "TableEncoder: no column is left to learn from: left out are 'name' " +
            "(no two of its values are the same, like those of an identifier).")]
    public Task A_table_that_nothing_can_be_learned_from(string table, string problem)
    {
        File.WriteAllText(Csv, table);
        return Rejects($"{Csv}: {problem}", "train", "--csv", Csv, "--target", "y");
    }

    [Fact]
    public Task Text_where_numbers_are_to_be_predicted()
    {
        File.WriteAllText(Csv, "a,y\n1,2\n3,x\n");
        return Rejects($"{Csv}: TableEncoder: the target 'y' is to be a number: expected numbers, got text.", "train", "--csv", Csv,
            "--target", "y", "--task", "regression");
    }

    [Fact]
    public Task Too_few_rows_to_hold_some_out()
    {
        File.WriteAllText(Csv, "a,y\n1,1.5\n2,2.5\n");
        return Rejects($"{Csv}: expected rows enough to hold out a share of 0.2, got 2.", "train", "--csv", Csv, "--target", "y");
    }

    [Fact]
    public async Task A_file_that_is_empty_or_not_there()
    {
        await Rejects($"Could not find file '{Csv}'.", "train", "--csv", Csv, "--target", "y");
        File.WriteAllText(Csv, "");
        ProgramRun run = await Run("train", "--csv", Csv, "--target", "y");
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

        await Rejects($"{Csv}: {problem}", "predict", Model, "--csv", Csv);
    }

    [Fact]
    public Task Numbers_that_were_said_to_be_classes_and_are_not()
    {
        File.WriteAllText(Csv, "a,y\n1,5\n2,6\n");
        return Rejects(
            $"{Csv}: every class of the target 'y' has one row only: expected classes of several rows, " +
            "got a column that looks like an identifier, or like numbers, which --task regression predicts.",
            "train", "--csv", Csv, "--target", "y", "--task", "classification");
    }

    [Fact]
    public async Task A_category_that_the_model_does_not_know_is_a_warning()
    {
        await Train();
        File.WriteAllText(Csv, "size,colour\n1,red\n2,\n3,\"pur\nple\"\n4,grey\n");

        ProgramRun run = await Run("predict", Model, "--csv", Csv);

        Assert.Equal((0, 5), (run.ExitCode, run.Lines.Length));
        Assert.Equal(
            $"warning: {Csv}: 1 of 4 rows lack values of columns that lacked none in training, and are predicted from what stands for " +
            $"them, in 'colour': first 'colour' in row 2 (counted from 1, below the header).{Environment.NewLine}" +
            $"warning: {Csv}: 2 of 4 rows hold categories that the model does not know, " +
            "and are predicted as of none that it knows, in 'colour': first 'pur\\nple' of 'colour' " +
            $"in row 3 (counted from 1, below the header), where 'blue', 'red' are known.{Environment.NewLine}",
            run.Error);
    }

    [Fact]
    public async Task A_word_of_no_boolean_is_a_warning()
    {
        File.WriteAllLines(Csv, Enumerable.Range(0, 20).Select(
            row => $"{row},{(row % 3 == 0 ? "true" : "false")},{(row < 10 ? "yes" : "no")}").Prepend("size,old,wanted"));
        ProgramRun trained = await Run("train", "--csv", Csv, "--target", "wanted", "--epochs", "1", "--save", Model);
        Assert.Equal((0, ""), (trained.ExitCode, trained.Error));
        File.WriteAllText(Csv, "size,old\n1,True\n2,false\n3,1\n");

        ProgramRun run = await Run("predict", Model, "--csv", Csv);

        Assert.Equal((0, 4), (run.ExitCode, run.Lines.Length));
        Assert.Equal(
            $"warning: {Csv}: 1 of 3 rows hold categories that the model does not know, and are predicted as of none that it knows, " +
            $"in 'old': first '1' of 'old' in row 3 (counted from 1, below the header), " +
            $"where 'false', 'true' are known.{Environment.NewLine}",
            run.Error);
    }

    [Fact]
    public async Task A_category_that_is_missing_as_a_column()
    {
        await Train();
        File.WriteAllText(Csv, "size\n1\n");

        ProgramRun run = await Run("predict", Model, "--csv", Csv);

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Matches($"^error: {Csv}: [^\n]*'colour'[^\n]*\n$", run.Error.ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task A_file_that_is_no_model()
    {
        File.WriteAllText(Csv, "size,colour\n1,red\n");
        await Rejects($"Could not find file '{Model}'.", "predict", Model, "--csv", Csv);
        await Rejects($"{Csv}: it is a table: expected a model that train --save has written.", "predict", Csv, "--csv", Csv);
    }

    [Fact]
    public async Task A_model_that_was_not_fitted_on_a_table()
    {
        MlpClassifier classifier = new() { HiddenSizes = [], Epochs = 1 };
        classifier.Fit(Tensor.Create([1f, 2, 3, 4], [4, 1]), IndexTensor.Create([0, 1, 0, 1]));
        classifier.Save(Model);
        File.WriteAllText(Csv, "size\n1\n");

        await Rejects($"{Model}: the model was not fitted on a table: expected one that was.", "predict", Model, "--csv", Csv);
    }

    [Theory]
    [InlineData("--report", "The report")]
    [InlineData("--save", "The model")]
    public async Task What_cannot_be_written_is_noticed_before_training(string option, string content)
    {
        string path = folder.File("nowhere/file");

        ProgramRun run = await Run("train", "--irises", option, path);

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Equal(
            $"error: {content} cannot be written to '{path}': there is no folder '{Path.GetDirectoryName(path)}'.{Environment.NewLine}",
                run.Error);
    }

    [Fact]
    public async Task A_loss_that_is_no_number_ends_training()
    {
        ProgramRun run = await Run("train", "--irises", "--learning-rate", "1e30", "--save", Model);

        Assert.Equal(1, run.ExitCode);
        Assert.Matches("^error: MlpClassifier: diverged: the loss became [^\n]*\n$", run.Error.ReplaceLineEndings("\n"));
        Assert.False(File.Exists(Model));
    }

    private async Task Train()
    {
        File.WriteAllLines(Csv, Enumerable.Range(0, 20).Select(
            row => $"{row},{(row % 2 == 0 ? "red" : "blue")},{(row < 10 ? "yes" : "no")}").Prepend("size,colour,wanted"));
        ProgramRun run = await Run("train", "--csv", Csv, "--target", "wanted", "--epochs", "1", "--save", Model);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
    }

    private static async Task Rejects(string message, params string[] options)
    {
        ProgramRun run = await Run(options);

        Assert.Equal((2, "", $"error: {message}{Environment.NewLine}"), (run.ExitCode, run.Output, run.Error));
    }

    private static Task<ProgramRun> Run(params string[] options) => Minigrad.Run(options);
}
