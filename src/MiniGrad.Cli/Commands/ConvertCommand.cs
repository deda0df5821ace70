using System.CommandLine;
using System.Text;

namespace MiniGrad.Cli;

/// <summary>The command <c>convert</c>.</summary>
internal static class ConvertCommand
{
    public static Command Create()
    {
        Argument<string> source = new("in")
        {
            Description = "Weights in a safetensors file, an archive of NumPy's (.npz), a file of PyTorch's (.pt, .pth) or an ONNX file.",
        };
        Argument<string> target = new("out") { Description = "The file to write, .safetensors or .npz." };
        Option<bool> force = ForceOption.Create();
        Command command = new CommandWithExamples(
            "convert",
            "Writes the weights of a file as one of another format.",
            "Names, shapes and values stay as they are; bfloat16 is widened to single precision, and numbers of 8 bits to half. " +
            "What the source is its content decides, what is written the name of OUT. Metadata are kept where the format has a place for " +
            "them. PyTorch's layout of linear weights, (outputs, inputs), is noted in a safetensors file.",
            ("minigrad convert net.pt net.safetensors", "From PyTorch."),
            ("minigrad convert plants.safetensors plants.npz", "For numpy.load."),
            ("minigrad convert plants.onnx weights.npz --force", "The weights of a network, over those that are there."))
        {
            source,
            target,
            force,
        };
        command.SetAction(parsed =>
        {
            Console.OutputEncoding = Encoding.UTF8;
            string path = parsed.GetValue(target)!;
            OutputPath.CheckFile(path, "The weights", parsed.GetValue(force), isRegular: true);
            WeightsConversion.Run(parsed.GetValue(source)!, path);
            return ExitCode.Success;
        });
        return command;
    }
}
