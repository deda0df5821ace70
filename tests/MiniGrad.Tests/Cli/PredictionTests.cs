using MiniGrad.Tests.Data;
using Xunit;

namespace MiniGrad.Tests.Cli;

/// <summary>What is done with a model that was saved, but for what tells of damage.</summary>
public sealed class PredictionTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    private string Model => folder.File("model.safetensors");

    private string Csv => folder.File("table.csv");

    [Fact]
    public async Task Columns_of_the_input_go_along_as_they_are_written()
    {
        await TrainIrises();
        File.WriteAllText(
            Csv,
            "id,petal_width,petal_length,sepal_width,sepal_length,species\n" +
            "007,0.20,1.4,3.5,5.1,NA\n\"a,b\",2.3,6.1,3.0,7.7,virginica\n");

        ProgramRun some = await Succeed("predict", Model, "--csv", Csv, "--keep", "id", "--keep", "petal_width");
        ProgramRun all = await Succeed("predict", Model, "--csv", Csv, "--keep-all");

        Assert.StartsWith("id,petal_width,species,species=setosa,", some.Lines[0], StringComparison.Ordinal);
        Assert.StartsWith("007,0.20,setosa,", some.Lines[1], StringComparison.Ordinal);
        Assert.StartsWith("\"a,b\",2.3,virginica,", some.Lines[2], StringComparison.Ordinal);
        Assert.StartsWith(
            "id,petal_width,petal_length,sepal_width,sepal_length,species (given),species,", all.Lines[0], StringComparison.Ordinal);
        Assert.StartsWith("007,0.20,1.4,3.5,5.1,NA,setosa,", all.Lines[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--keep", "ID", "Table: there is no column 'ID'; there are 'id'. Did you mean 'id'?")]
    [InlineData("--text", "idd", "there is no column 'idd', which is to be read as text. Did you mean 'id'?")]
    public async Task A_misspelt_column_gets_a_suggestion(string option, string name, string problem)
    {
        File.WriteAllText(Csv, "id,target\n1,a\n2,b\n3,a\n4,b\n");
        await Succeed("train", "--csv", Csv, "--target", "target", "--test", "0.5", "--epochs", "1", "--save", Model);
        File.WriteAllText(Csv, "id\n1\n");

        ProgramRun run = await Minigrad.Run("predict", Model, "--csv", Csv, option, name);

        Assert.Equal((2, "", $"error: {Csv}: {problem}{Environment.NewLine}"), (run.ExitCode, run.Output, run.Error));
    }

    [Fact]
    public async Task A_misspelt_target_gets_a_suggestion()
    {
        File.WriteAllText(Csv, "size,colour\n1,red\n2,blue\n");

        ProgramRun run = await Minigrad.Run("train", "--csv", Csv, "--target", "color");

        string message = $"{Csv}: Table: there is no column 'color'; there are 'size', 'colour'. Did you mean 'colour'?";
        Assert.Equal((2, "", $"error: {message}{Environment.NewLine}"), (run.ExitCode, run.Output, run.Error));
    }

    [Fact]
    public async Task A_model_of_a_table_is_evaluated_on_rows_with_a_target()
    {
        await TrainIrises();
        File.WriteAllText(
            Csv,
            "petal_width;petal_length;sepal_width;sepal_length;species\n" +
            "0,2;1,4;3,5;5,1;setosa\n2,3;6,1;3;7,7;virginica\n2,3;6,1;3;7,7;setosa\n1;1;1;1;-\n");
        string[] command = ["evaluate", Model, "--csv", Csv, "--decimal-comma", "--missing", "-"];

        ProgramRun run = await Succeed([.. command, "--minimum-accuracy", "66"]);
        ProgramRun missed = await Minigrad.Run([.. command, "--minimum-accuracy", "67"]);

        Assert.Equal((1, run.Output), (missed.ExitCode, missed.Output));
        Assert.Equal("error: the accuracy of 66.67 % is below the 67 % asked for", missed.Error.TrimEnd());
        Assert.Equal($"{Csv}: 3 rows, 1 not used, without a 'species'", run.Lines[0]);
        Assert.Contains(run.Lines, line => line.StartsWith("accuracy              0.66667", StringComparison.Ordinal));
        Assert.Equal("test accuracy 66.67 % (1 errors in 3)", run.LastLine);
    }

    [Fact]
    public async Task All_columns_that_a_file_lacks_are_named()
    {
        IEnumerable<string> rows =
            Enumerable.Range(0, 20).Select(i => $"{(i % 3 == 0 ? "p" : "q")},{(i % 4 == 0 ? "x" : "y")},{i},{i % 2}\n");
        File.WriteAllText(Csv, "kind,place,size,target\n" + string.Concat(rows));
        await Succeed("train", "--csv", Csv, "--target", "target", "--epochs", "1", "--save", Model);
        File.WriteAllText(Csv, "id\n1\n");

        ProgramRun run = await Minigrad.Run("predict", Model, "--csv", Csv);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("there is no column 'kind', 'place', 'size'; there are 'id'.", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_in_the_place_of_a_file_is_called_one()
    {
        await TrainIrises();

        ProgramRun run = await Minigrad.Run("predict", Model, "--csv", folder.Path);

        Assert.Equal(
            (2, "", $"error: {folder.Path}: expected a file, got a folder.{Environment.NewLine}"), (run.ExitCode, run.Output, run.Error));
    }

    [Fact]
    public async Task Classes_that_were_not_learned_count_as_wrong_and_new_gaps_are_told()
    {
        await TrainIrises();
        File.WriteAllText(
            Csv,
            "petal_width,petal_length,sepal_width,sepal_length,species\n" +
            "0.2,1.4,3.5,5.1,setosa\n,6.1,3.0,7.7,virginica\n2.3,6.1,3.0,7.7,rose\n");

        ProgramRun run = await Minigrad.Run("evaluate", Model, "--csv", Csv);

        Assert.Equal(0, run.ExitCode);
        Assert.Contains(
            "rows of classes that were not learned count as wrong, without a log loss: rose.", run.Error, StringComparison.Ordinal);
        Assert.Contains(
            "1 of 3 rows lack values of columns that lacked none in training, and are predicted from what stands for them, in " +
            "'petal_width': first 'petal_width' in row 2 (counted from 1, below the header).", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("log loss ", run.Output, StringComparison.Ordinal);
        Assert.Contains("rose", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_of_numbers_has_no_accuracy()
    {
        await Succeed("train", "--irises", "--target", "petal_width", "--epochs", "20", "--save", Model);

        ProgramRun run = await Succeed("evaluate", Model, "--irises");
        ProgramRun refused = await Minigrad.Run("evaluate", Model, "--irises", "--minimum-accuracy", "50");

        Assert.StartsWith("R²", run.Lines[1], StringComparison.Ordinal);
        Assert.Equal(2, refused.ExitCode);
        Assert.Equal(
            $"error: --minimum-accuracy: expected a model that predicts classes, got one of numbers.{Environment.NewLine}", refused.Error);
    }

    [Fact]
    public async Task Images_are_predicted_from_a_folder_and_from_a_file_alike()
    {
        TinyImages.Write(folder.Path, ".gz");
        await Succeed("train", "--idx", folder.Path, "--epochs", "2", "--save", Model);

        ProgramRun whole = await Succeed("predict", Model, "--idx", folder.Path);
        ProgramRun single = await Succeed("predict", Model, "--idx", folder.File($"{TinyImages.TestImages}.gz"));

        Assert.Equal(whole.Output, single.Output);
        Assert.Equal("label,label=0,label=1,label=2,label=3,label=4,label=5,label=6,label=7,label=8,label=9", whole.Lines[0]);
        Assert.Equal(1 + TinyImages.TestCount, whole.Lines.Length);
    }

    [Theory]
    [InlineData("--digits", "the model reads tables: expected --csv or --irises, got --digits.")]
    public async Task Data_of_another_kind_are_refused(string option, string problem)
    {
        await TrainIrises();
        foreach (string command in (string[])["predict", "evaluate"])
        {
            ProgramRun run = await Minigrad.Run(command, Model, option);
            Assert.Equal((2, "", $"error: {Model}: {problem}{Environment.NewLine}"), (run.ExitCode, run.Output, run.Error));
        }
    }

    private Task<ProgramRun> TrainIrises() => Succeed("train", "--irises", "--epochs", "60", "--save", Model);

    private static async Task<ProgramRun> Succeed(params string[] arguments)
    {
        ProgramRun run = await Minigrad.Run(arguments);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        return run;
    }
}
