using System.CommandLine;
using System.Text;
using DeepNetworks;
using Examples;

Option<int> seedOption = CheckedOption.Integer("--seed", "Decides the starting weights and the order of the images.", 1);
Option<bool> detailsOption = new("--details") { Description = "Show the figures of every layer." };
Option<string?> outOption = OutputPath.FolderOption("pictures (SVG)");
RootCommand command = new(
    $"Shows gradients vanish in {Experiment.Depth} sigmoid layers and explode behind large weights, and what ReLU with He's weights, batch normalisation and clipping " +
    "do about it. Exit code: 0 for success, 1 if a network that should learn did not or one that should not did, 2 for bad usage.")
{
    seedOption, detailsOption, outOption,
};
command.SetAction(parsed => Run(parsed.GetValue(seedOption), parsed.GetValue(detailsOption), parsed.GetValue(outOption)));
return ExampleCommand.Run(command, args);

static int Run(int seed, bool hasDetails, string? folder)
{
    OutputPath.MakeFolder(folder);
    Console.OutputEncoding = Encoding.UTF8;
    Experiment experiment = new(seed);
    List<VariantResult> results = [];
    foreach (Variant variant in Variant.All)
    {
        results.Add(experiment.Run(variant));
        Report.Print(results[^1], hasDetails);
    }

    Report.PrintSummary(results);
    if (folder is not null) Console.WriteLine($"{string.Join(", ", Pictures.Save(folder, results))} in {folder}");
    return results.TrueForAll(result => result.IsAsExpected) ? ExampleCommand.Success : ExampleCommand.Missed;
}
