using System.CommandLine;
using System.Text;
using MiniGrad.Onnx;
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
                "A model, a checkpoint, a CSV file, an IDX file, any safetensors file, any of PyTorch's torch.save, an ONNX file, or " +
                "a folder of some.",
        };
        FormatOptions format = new();
        Command command = new CommandWithExamples(
            "describe",
            "Shows what is in a model, a checkpoint, a table or another file of data.",
            "The options are for CSV files.",
            ("minigrad describe plants.safetensors", "What a model predicts from which columns, and its layers."),
            ("minigrad describe plants.csv", "Every column with its type, its range and what is missing."),
            ("minigrad describe net.pt", "The tensors in a file that PyTorch saved."),
            ("minigrad describe plants.onnx", "What goes into a network of ONNX, what comes out, and what is not supported."),
            ("minigrad describe checkpoints", "How far a run came."))
        {
            path,
        };
        format.AddTo(command);
        command.SetAction(parsed =>
        {
            Console.OutputEncoding = Encoding.UTF8;
            Describe(parsed.GetValue(path)!, new DataSource(DataKind.Csv, parsed.GetValue(path)) { Format = format.Read(parsed) });
            return ExitCode.Success;
        });
        return command;
    }

    private static void Describe(string path, DataSource table)
    {
        if (Directory.Exists(path))
        {
            string[] files = [.. Directory.GetFiles(path).Where(IsListed).Order(StringComparer.Ordinal)];
            if (files.Length == 0)
                throw new InvalidDataException($"{path}: expected a folder with models, checkpoints or IDX files, got none of them.");
            foreach (string file in files) Describe(file, table);
            return;
        }
        switch (FileKinds.Of(path))
        {
            case FileKind.Idx:
                IdxDescription.Print(path);
                break;
            case FileKind.Safetensors:
                DescribeSafetensors(path);
                break;
            case FileKind.PyTorch:
                using (PyTorchFile file = PyTorchFile.Open(path)) ArraysDescription.Print(file);
                break;
            case FileKind.Onnx:
                Console.WriteLine(OnnxFile.Describe(path));
                break;
            default:
                TableDescription.Print(table);
                break;
        }
    }

    /// <summary>Tables are not, and archives only by their names: most in a folder are of other things.</summary>
    private static bool IsListed(string file) => FileKinds.Of(file) switch
    {
        FileKind.Csv => false,
        FileKind.PyTorch => Path.GetExtension(file) is ".pt" or ".pth",
        _ => true,
    };

    private static void DescribeSafetensors(string path)
    {
        using (SafetensorsFile file = SafetensorsFile.Open(path))
        {
            if (!ModelFile.IsModel(file))
            {
                ArraysDescription.Print(file);
                return;
            }
        }
        ModelFile.Load(path).Describe();
    }
}
