using System.CommandLine;
using System.Text;
using MiniGrad.Serialization;

namespace MiniGrad.Cli;

/// <summary>The command <c>describe</c>.</summary>
internal static class DescribeCommand
{
    public static Command Create()
    {
        Argument<string> path = new("path")
        {
            Description =
                "A model, a checkpoint, a CSV file, an IDX file, any safetensors file, an archive of NumPy's (.npz), any of PyTorch's " +
                "torch.save, an ONNX file, or a folder of some.",
        };
        FormatOptions format = new();
        Option<bool> json = CheckedOption.Flag("--json", "Show it as an object of JSON, or of a folder as an array of such.");
        Command command = new CommandWithExamples(
            "describe",
            "Shows what is in a model, a checkpoint, a table or another file of data.",
            "What a file is its content decides. The other options are for CSV files.",
            ("minigrad describe plants.safetensors", "What a model predicts from which columns, and its layers."),
            ("minigrad describe plants.csv", "Every column with its type, its range and what is missing."),
            ("minigrad describe net.pt", "The tensors in a file that PyTorch saved."),
            ("minigrad describe plants.onnx", "What goes into a network of ONNX, what comes out, and what is not supported."),
            ("minigrad describe plants.safetensors --json", "For a program."),
            ("minigrad describe checkpoints", "How far a run came."))
        {
            path,
        };
        format.AddTo(command);
        command.Options.Add(json);
        command.SetAction(parsed =>
        {
            Console.OutputEncoding = Encoding.UTF8;
            DataSource table = new(DataKind.Csv, parsed.GetValue(path)) { Format = format.Read(parsed) };
            Describe(parsed.GetValue(path)!, table, parsed.GetValue(json));
            return ExitCode.Success;
        });
        return command;
    }

    private static void Describe(string path, DataSource table, bool isJson)
    {
        if (!Directory.Exists(path))
        {
            Description description = Of(path, table);
            if (isJson) JsonText.Print(description.Write);
            else description.Print();
            return;
        }
        string[] files = [.. Directory.GetFiles(path).Where(IsListed).Order(StringComparer.Ordinal)];
        if (files.Length == 0)
            throw new InvalidDataException($"{path}: expected a folder with models, checkpoints or IDX files, got none of them.");
        if (!isJson)
        {
            foreach (string file in files) Of(file, table).Print();
            return;
        }
        JsonText.Print(writer =>
        {
            writer.WriteStartArray();
            foreach (string file in files) Of(file, table).Write(writer);
            writer.WriteEndArray();
        });
    }

    private static Description Of(string path, DataSource table)
    {
        FileKind kind = FileKinds.Of(path);
        FileKinds.WarnOfName(path, kind);
        return kind switch
        {
            FileKind.Csv => new TableDescription(table),
            FileKind.Idx => new IdxDescription(path),
            FileKind.Onnx => new OnnxFileDescription(path),
            FileKind.Safetensors => new ArraysDescription(path, kind) { Model = ModelOf(path) },
            _ => new ArraysDescription(path, kind),
        };
    }

    /// <summary>Tables are not, nor pipes, which are of no length and would be waited for, and archives only by their names: most in a
    /// folder are of other things.</summary>
    private static bool IsListed(string file) => new FileInfo(file) is { Length: > 0 } && FileKinds.Of(file) switch
    {
        FileKind.Csv => false,
        FileKind.PyTorch => Path.GetExtension(file) is ".pt" or ".pth",
        _ => true,
    };

    private static SavedModel? ModelOf(string path)
    {
        using (SafetensorsFile file = SafetensorsFile.Open(path))
            if (!ModelFile.IsModel(file)) return null;
        return ModelFile.Load(path);
    }
}
