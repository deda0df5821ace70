using System.CommandLine;
using Examples;
using MiniGrad;
using Xor;

Option<int> seedOption = CheckedOption.Integer("--seed", "Decides the starting weights; of several starting points, those of the first.", 1);
Option<int> seedsOption = CheckedOption.Integer("--seeds", "From how many starting points to solve the problem, with one seed after the other.", 1, minimum: 1);
RootCommand command = new(
    "Learns exclusive or, which no linear model can. Exit code: 0 if at least 99 % of the starting points lead to a solution, 1 if not, 2 for bad usage.")
{
    seedOption,
    seedsOption,
};
command.SetAction(parsed => Run(parsed.GetValue(seedOption), parsed.GetValue(seedsOption)));
return ExampleCommand.Run(command, args);

static int Run(int firstSeed, int count)
{
    int solved = 0;
    for (int i = 0; i < count; i++)
    {
        int seed = unchecked(firstSeed + i);
        XorResult result = XorProblem.Solve(seed);
        if (result.IsSolved) solved++;
        if (count == 1) PrintTable(result);
        Console.WriteLine($"seed {seed}: {(result.IsSolved ? "solved" : "not solved")}, {result.Steps} steps, loss {result.FinalLoss:F4}");
    }

    Console.WriteLine($"solved {solved} of {count}");
    return solved * 100L >= count * 99L ? ExampleCommand.Success : ExampleCommand.Missed;
}

static void PrintTable(XorResult result)
{
    // The network's output is a logit: the sigmoid makes it the probability of a 1.
    Tensor<float> probabilities = result.Model.Predict(XorProblem.Inputs).Sigmoid();
    Console.WriteLine("a  b  a xor b  predicted");
    for (int row = 0; row < XorProblem.Inputs.Shape[0]; row++)
        Console.WriteLine($"{XorProblem.Inputs[row, 0]}  {XorProblem.Inputs[row, 1]}  {XorProblem.Targets[row, 0],7}  {probabilities[row, 0],9:F3}");
}
