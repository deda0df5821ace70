using System.CommandLine;
using System.Text;
using Examples;
using GradientDescent;
using MiniGrad.Visualization;
using Spectre.Console;

Option<string?> outOption = OutputPath.FolderOption("the pictures (SVG) and the table");
RootCommand command = new(
    "Lets optimizers race on four functions, shows how many steps each takes with the learning rate that suits it best, and draws their paths, those of batch, " +
    "mini-batch and stochastic descent, learning-rate schedules and computation graphs. Exit code: 0 for success, 2 for bad usage.")
{
    outOption,
};
command.SetAction(parsed => Run(parsed.GetValue(outOption)));
return ExampleCommand.Run(command, args);

static int Run(string? folder)
{
    OutputPath.MakeFolder(folder);
    Contest[] contests = [.. Contender.All.SelectMany(contender => Course.All.Select(course => Contest.Hold(contender, course)))];
    ContestTable table = new(contests);
    Console.OutputEncoding = Encoding.UTF8;
    table.Print(CreateConsole());
    if (folder is null) return ExampleCommand.Success;

    File.WriteAllText(Path.Combine(folder, "steps.md"), table.ToMarkdown());
    int count = 0;
    foreach ((string name, Picture picture) in PathPictures.Draw(contests).Concat(SamplingPictures.Draw()).Concat(SchedulePictures.Draw()).Concat(GraphPictures.Draw()))
    {
        picture.Save(Path.Combine(folder, $"{name}.svg"));
        count++;
    }
    Console.WriteLine($"{count} pictures and the table (steps.md) are in {folder}");
    return ExampleCommand.Success;
}

// Redirected output goes to files and programs, which want no colours; and it has no width to keep to.
static IAnsiConsole CreateConsole()
{
    if (!Console.IsOutputRedirected) return AnsiConsole.Console;
    AnsiConsoleSettings settings = new()
    {
        Ansi = AnsiSupport.No,
        ColorSystem = ColorSystemSupport.NoColors,
        Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
    };
    IAnsiConsole console = AnsiConsole.Create(settings);
    console.Profile.Width = 120;
    return console;
}
