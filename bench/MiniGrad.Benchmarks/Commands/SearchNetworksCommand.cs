using System.CommandLine;
using MiniGrad.Benchmarks.Peers;
using MiniGrad.Benchmarks.Reporting;
using MiniGrad.Benchmarks.Searches;
using MiniGrad.Search;
using static MiniGrad.Benchmarks.Reporting.MarkdownTable;

namespace MiniGrad.Benchmarks.Commands;

/// <summary>The command <c>search networks</c>: settings of networks searched with and without pruning, beside Optuna with
/// scikit-learn.</summary>
internal static class SearchNetworksCommand
{
    public static Command Create()
    {
        Option<int> trials = CheckedOption.Integer("--trials", "How many trials a study has.", 40, minimum: 1);
        Option<int> epochs = CheckedOption.Integer("--epochs", "How many epochs a trial is trained at most.", 30, minimum: 1);
        Option<int> seeds = Seeds();
        Option<string> only = SearchTables.Only();
        Option<int> workers = CheckedOption.Integer(
            "--workers", "How many trials run at once; with more than one, without Optuna.", 1, minimum: 1);
        Option<int> overlap = CheckedOption.Integer("--overlap", "How many trials are under way at once, at least as many.", 1, minimum: 1);
        Option<bool> alone = new("--alone") { Description = "Without Optuna." };
        Option<string> sampler = SearchCommand.SamplerOption();
        Command command = new(
            "networks",
            "Searches the settings of networks on three tables, with several pruners, and Optuna those of scikit-learn's in turn.")
        {
            trials, epochs, seeds, only, workers, overlap, sampler, alone,
        };
        command.SetAction(parsed => SearchTables.Run(parsed.GetValue(only)!, (tables, peer) => Print(
            tables, parsed.GetValue(workers) == 1 && !parsed.GetValue(alone) ? peer : null, parsed.GetValue(seeds), parsed.GetValue(trials),
            parsed.GetValue(epochs), parsed.GetValue(workers), Math.Max(parsed.GetValue(overlap), parsed.GetValue(workers)),
            SearchCommand.SamplerOf(parsed.GetValue(sampler)!))));
        return command;
    }

    internal static Option<int> Seeds() => CheckedOption.Integer(
        "--seeds", "How many ways of cutting a table into parts.", SearchTable.Seeds, minimum: 1, maximum: SearchTable.Seeds);

    private static void Print(
        IReadOnlyList<SearchTable> tables, OptunaNetworks? peer, int seeds, int trials, int epochs, int workers, int overlap,
        Func<Sampler> sampler)
    {
        (string Name, Func<Pruner> Create)[] pruners =
        [
            ("none", () => Pruner.None), ("median", () => Pruner.Median()), ("best 40 %", () => Pruner.Percentile(40)),
            ("halving", () => Pruner.SuccessiveHalving(epochs, minimum: Math.Min(4, epochs))),
            ("Hyperband", () => Pruner.Hyperband(epochs)),
        ];
        MarkdownTable rows = new("table", "search", "pruner", "loss ± standard error", "epochs, %", "seconds", "own share, %");
        foreach (SearchTable table in tables)
        {
            NetworkSearch search = new(table, trials, epochs);
            // Once for nothing: the runtime compiles what it sees often.
            new NetworkSearch(table, 3, epochs).Run(0, Sampler.Automatic(), Pruner.None);
            List<NetworkSearchResult>[] ours = [.. pruners.Select(_ => new List<NetworkSearchResult>())], theirs = [[], []];
            for (int seed = 0; seed < seeds; seed++)
            {
                Console.Error.WriteLine($"{table.Name}, part {seed + 1} of {seeds}");
                for (int i = 0; i < pruners.Length; i++)
                    ours[i].Add(search.Run(seed, sampler(), pruners[i].Create(), overlap, workers));
                for (int i = 0; i < theirs.Length && peer is not null; i++)
                    theirs[i].Add(peer.Search(table.Name, seed, trials, epochs, isPruned: i == 1));
            }
            for (int i = 0; i < pruners.Length; i++) Add("MiniGrad", pruners[i].Name, ours[i]);
            for (int i = 0; i < theirs.Length && peer is not null; i++) Add("Optuna", pruners[i].Name, theirs[i]);

            void Add(string name, string pruner, List<NetworkSearchResult> results) => rows.Add(
                table.Name, name, pruner, SearchTables.Spread([.. results.Select(result => result.Loss)]),
                Number(100 * results.Average(result => result.Epochs / (double)(trials * epochs)), "F1"),
                Number(results.Average(result => result.Seconds), "F2"),
                name == "Optuna" ? ""
                    : Number(100 * results.Sum(result => result.OwnSeconds) / results.Sum(result => result.Seconds * workers), "F1"));
        }
        rows.Print();
    }
}
