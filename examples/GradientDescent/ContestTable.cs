using System.Globalization;
using System.Text;
using Spectre.Console;

namespace GradientDescent;

/// <summary>Optimizers by functions: the steps that the best rate took.</summary>
internal sealed class ContestTable(IReadOnlyList<Contest> contests)
{
    private readonly string[] headings = ["optimizer", .. Course.All.Select(course => $"{course.Name}, {course.Goal}")];

    private static string Note => string.Create(
        CultureInfo.InvariantCulture,
        $"Steps from the usual start until f is below the target, and the learning rate that took the fewest, of {Contender.UsualRates[0]} to {Contender.UsualRates[^1]}; " +
        $"on the saddle all have {Course.All[^1].CommonRate}, and L-BFGS has {Contender.Lbfgs.OwnRate} everywhere. " +
        $"A dash: none of them within {Contest.MaxSteps:N0} steps.");

    public void Print(IAnsiConsole console)
    {
        Table table = new() { Border = TableBorder.Rounded };
        table.AddColumns([.. headings.Select((heading, column) => new TableColumn(Markup.Escape(heading)) { Alignment = column == 0 ? Justify.Left : Justify.Right })]);
        foreach (Contender contender in Contender.All)
            table.AddRow([Markup.Escape(contender.Name), .. Row(contender).Select(contest => contest.Steps is null ? "–" : $"{Steps(contest)} [dim]{Rate(contest),6}[/]")]);
        console.Write(table);
        console.WriteLine(Note);
    }

    public string ToMarkdown()
    {
        StringBuilder text = new();
        text.AppendLine($"| {string.Join(" | ", headings)} |").AppendLine($"| --- |{string.Concat(Enumerable.Repeat(" ---: |", Course.All.Count))}");
        foreach (Contender contender in Contender.All)
            text.AppendLine($"| {contender.Name} | {string.Join(" | ", Row(contender).Select(contest => contest.Steps is null ? "–" : $"{Steps(contest)} (η {Rate(contest)})"))} |");
        return text.AppendLine().AppendLine(Note).ToString();
    }

    private IEnumerable<Contest> Row(Contender contender) => contests.Where(contest => contest.Contender == contender);

    private static string Steps(Contest contest) => contest.Steps!.Value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Rate(Contest contest) => contest.Rate.ToString(CultureInfo.InvariantCulture);
}
