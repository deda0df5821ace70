using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace MiniGrad.Tests.Documentation;

/// <summary>What samples may take as given: small things of the kind that their reader has.</summary>
internal static class SampleNeeds
{
    /// <summary>What a sample needs that is run with an empty database.</summary>
    public const string PostgreSql = "PostgreSQL";

    // Each may use those above it.
    private static readonly (string Name, string Code)[] known =
    [
        ("random", "var random = new Random(1);"),
        ("data", "var data = MiniGrad.Data.LabeledImages.GenerateDigits<float>(300, new Random(1));"),
        ("training", "var training = MiniGrad.Data.LabeledImages.GenerateDigits<float>(300, new Random(1));"),
        ("validation", "var validation = MiniGrad.Data.LabeledImages.GenerateDigits<float>(100, new Random(2));"),
        ("images", "MiniGrad.Tensor<float> images = data.Inputs;"),
        ("labels", "MiniGrad.IndexTensor labels = data.Labels!;"),
        ("model", "var model = new MiniGrad.Layers.Mlp<float>([784, 16, 10], MiniGrad.Activation.Relu, new Random(1));"),
        ("optimizer", "var optimizer = new MiniGrad.Optimizers.Adam<float>(model.Parameters);"),
        ("trainer", "var trainer = new MiniGrad.Training.Trainer<float>(model, optimizer, training, validation);"),
        ("step",
            "var step = new MiniGrad.TrainingStep<float>(" +
            "optimizer, batch => MiniGrad.Losses.Loss.CrossEntropy(model.Forward(batch.Inputs), batch.Labels));"),
        ("left", "var left = MiniGrad.Tensor.Zeros<float>([30, 3]);"),
        ("right", "var right = MiniGrad.Tensor.Ones<float>([30, 5]);"),
        ("prices", "var prices = MiniGrad.Tensor.Ones<float>([30, 1]);"),
        ("kinds", "var kinds = MiniGrad.IndexTensor.Create(new int[30]);"),
        ("body", "var body = new MiniGrad.Layers.Linear<float>(3 + 5, 16, new Random(1));"),
        ("priceHead", "var priceHead = new MiniGrad.Layers.Linear<float>(16, 1, new Random(2));"),
        ("kindHead", "var kindHead = new MiniGrad.Layers.Linear<float>(16, 4, new Random(3));"),
        ("size", "int size = 2;"),
        ("encoder", "var encoder = new MiniGrad.Layers.Linear<float>(784, 2 * size, new Random(1));"),
        ("losses", "double[] losses = [0.9, 0.5, 0.4];"),
        ("points", "(double X, double Y)[] points = [(1, 1), (0.5, 0.5)];"),
        ("loss", "var loss = MiniGrad.Losses.Loss.CrossEntropy(model.Forward(images), labels);"),
        ("history", "var history = trainer.Fit(2);"),
        ("plants.csv", Plants("plants.csv", 500)),
        ("others.csv", Plants("others.csv", 20)),
        ("trainingTable", $"{Plants("trainingTable.csv", 200)} var trainingTable = MiniGrad.Data.CsvTable.Read(\"trainingTable.csv\");"),
        ("testTable", $"{Plants("testTable.csv", 50)} var testTable = MiniGrad.Data.CsvTable.Read(\"testTable.csv\");"),
        ("folder", "string folder = Environment.CurrentDirectory;"),
        ("path", "string path = \"model.safetensors\";"),
        // Its connection string is in an environment variable, which the test sets.
        (PostgreSql, ""),
    ];

    /// <summary>The code to be run before a sample.</summary>
    public static IEnumerable<string> Of(CodeSample sample)
    {
        HashSet<string> needed = [.. sample.Needs ?? Unknown(sample.Code)];
        if (needed.FirstOrDefault(name => !known.Any(item => item.Name == name)) is { } stranger)
            throw new InvalidOperationException($"{sample}: expected something known that it needs, got '{stranger}'.");
        for (int i = known.Length - 1; i >= 0; i--)
            if (needed.Contains(known[i].Name)) needed.UnionWith(Unknown(known[i].Code));
        return known.Where(item => needed.Contains(item.Name)).Select(item => item.Code);
    }

    /// <summary>The names among those known that code uses and does not declare.</summary>
    private static IEnumerable<string> Unknown(string code)
    {
        SyntaxNode[] nodes = [.. CSharpSyntaxTree.ParseText(code).GetRoot().DescendantNodes()];
        HashSet<string> declared =
        [
            .. nodes.OfType<VariableDeclaratorSyntax>().Select(node => node.Identifier.Text),
            .. nodes.OfType<ForEachStatementSyntax>().Select(node => node.Identifier.Text),
            .. nodes.OfType<SingleVariableDesignationSyntax>().Select(node => node.Identifier.Text),
            .. nodes.OfType<ParameterSyntax>().Select(node => node.Identifier.Text),
        ];
        return nodes.OfType<IdentifierNameSyntax>().Where(IsFree).Select(node => node.Identifier.Text)
            .Where(name => !declared.Contains(name) && known.Any(item => item.Name == name));

        // Not the name of a member or of an argument.
        static bool IsFree(IdentifierNameSyntax node) =>
            node.Parent is not NameColonSyntax && (node.Parent is not MemberAccessExpressionSyntax access || access.Expression == node);
    }

    private static string Plants(string file, int count) => $$"""
        File.WriteAllLines("{{file}}", Enumerable.Range(0, {{count}})
            .Select(i => (Number: i, Habitat: ((string[])["moor", "meadow", "rock"])[i % 3], Height: 10 + i * 7 % 41))
            .Select(plant => string.Join(',', plant.Number, plant.Height % 10 == 0 ? "" : plant.Height, plant.Habitat,
                plant.Habitat == "moor" ? "sundew" : plant.Height > 30 ? "foxglove" : "thyme", 2 + plant.Height / 10))
            .Prepend("id,height,habitat,species,price"));
        """;
}
