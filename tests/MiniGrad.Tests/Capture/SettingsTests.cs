using System.Reflection;
using System.Runtime.CompilerServices;
using MiniGrad.Kernels;
using MiniGrad.Layers;
using MiniGrad.Losses;
using MiniGrad.Tests.Catalog;
using Xunit;

namespace MiniGrad.Tests.Capture;

/// <summary>Every field that an operation keeps besides its inputs is in its settings.</summary>
public class SettingsTests
{
    private const BindingFlags Fields = BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public;

    /// <summary>Memory that Forward fills and nobody reads before.</summary>
    private static readonly string[] scratch = ["rows", "statistics", "gradientOfScores", "trace", "ofInitial", "sources", "factors"];

    [Fact]
    public void Every_field_of_every_operation_is_in_its_settings()
    {
        Dictionary<Type, Operation<double>> samples = Samples();
        Type[] missing = [.. typeof(Operation<>).Assembly.GetTypes().Where(IsOperation).Where(type => !samples.ContainsKey(type))];
        Assert.Empty(missing);
        Assert.Equal([], samples.Values.SelectMany(sample => Forgotten(sample)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_forgotten_field_is_found()
    {
        ForgetfulOperation forgetful = new(Tensor.Scalar(1.0), 2, (3, 4));
        Assert.Equal(["ForgetfulOperation.slope", "ForgetfulOperation.pair.Item2"], Forgotten(forgetful));
        SumOperation<double> sum = new(Tensor.Ones<double>([2, 2]), new AxisSet("", [2, 2], [0], false));
        Assert.Contains("SumOperation`1.axes", Forgotten(sum, OperationSettings.None));
    }

    private static bool IsOperation(Type type)
    {
        if (type.IsAbstract) return false;
        for (Type? ancestor = type.BaseType; ancestor is not null; ancestor = ancestor.BaseType)
            if (ancestor.IsGenericType && ancestor.GetGenericTypeDefinition() == typeof(Operation<>)) return true;
        return false;
    }

    /// <summary>An object of each class of operations.</summary>
    private static Dictionary<Type, Operation<double>> Samples()
    {
        Tensor<double> matrix = Tensor.Ones<double>([2, 3]);
        NormalizeOperation<double> normalize = new(NormalizationKind.Columns, matrix, null, null, 0.1);
        normalize.Apply();
        Parameter<double> average = new(Tensor.Zeros<double>([3]));
        List<Operation<double>> operations =
        [
            new DropoutMaskOperation<double>([2], 0.5, 2, new Dropout<double>(0.5, new Random(1))),
            new NoiseOperation<double>([2], new Random(1), NoiseKind.Normal, 0, 1),
            new LayerNoiseOperation<double>([2], 0.1, new GaussianNoise<double>(0.1, new Random(1))),
            new PowerIterationOperation<double>(average, average, average, 2),
            new RunningStatisticsOperation<double>(normalize, average, average, 0.1, 2),
            new OneHotOperation<double>(IndexTensor.Create([1]), classes: 2),
            new SequenceMaskOperation<double>("Lstm", IndexTensor.Create([1]), steps: 2),
            new RowWeightsOperation<double>(IndexTensor.Create([1]), new LabelTargets<double>(null, 0, 1)),
        ];
        foreach (CatalogRow<double> row in OperationCatalog.Rows<double>())
        {
            NaiveArray[] inputs = row.Inputs(row.Shapes[0]);
            if (row.Unrecorded is { } create) operations.Add(create(row.Track(inputs)));
            else operations.AddRange(RecordedGraph.Of(row, inputs));
        }
        Dictionary<Type, Operation<double>> samples = [];
        foreach (Operation<double> operation in operations) samples.TryAdd(operation.GetType().GetGenericTypeDefinition(), operation);
        return samples;
    }

    /// <summary>The fields that can be changed without the settings' changing.</summary>
    private static List<string> Forgotten(Operation<double> operation, OperationSettings? instead = null)
    {
        List<string> forgotten = [];
        for (Type type = operation.GetType(); type != typeof(Operation<double>); type = type.BaseType!)
        {
            foreach (FieldInfo field in type.GetFields(Fields | BindingFlags.DeclaredOnly))
            {
                if (scratch.Contains(NameOf(field))) continue;
                object? value = field.GetValue(operation);
                foreach ((string part, object? other) in Changed(value, field.FieldType))
                {
                    object?[] before = Values(instead ?? operation.Settings);
                    field.SetValue(operation, other);
                    object?[] after = Values(instead ?? operation.Settings);
                    field.SetValue(operation, value);
                    if (before.Zip(after, AreSame).All(isSame => isSame)) forgotten.Add($"{type.Name}.{NameOf(field)}{part}");
                }
            }
        }
        return forgotten;
    }

    private static object?[] Values(OperationSettings settings) => [.. settings.Items.Select(item => item.Value)];

    private static bool AreSame(object? first, object? second) =>
        first is Tensor<double> || second is Tensor<double>
            ? ReferenceEquals(first, second)
            : OperationSettings.Difference(first, second) is null;

    /// <summary>Values that differ from one, each in one part of it.</summary>
    private static IEnumerable<(string Part, object? Value)> Changed(object? value, Type type)
    {
        if (type == typeof(int?))
        {
            yield return ("", ((int?)value ?? 6) + 1);
            yield break;
        }
        if (type.IsValueType && !type.IsPrimitive && !type.IsEnum)
        {
            foreach (FieldInfo field in type.GetFields(Fields))
            {
                foreach ((string part, object? other) in Changed(field.GetValue(value), field.FieldType))
                {
                    object copy = RuntimeHelpers.GetObjectValue(value!);
                    field.SetValue(copy, other);
                    yield return ($".{NameOf(field)}{part}", copy);
                }
            }
            yield break;
        }
        yield return ("", value switch
        {
            bool isSo => !isSo,
            int number => number + 1,
            double number => number + 1,
            Enum => Enum.GetValues(type).Cast<object>().First(other => !other.Equals(value)),
            _ when type == typeof(string) => "another",
            _ when type == typeof(Shape) => Shape.Create(7, 7),
            _ when type == typeof(int[]) => new[] { 7 },
            _ when type == typeof(IndexTensor) => IndexTensor.Create([7]),
            _ when type == typeof(AxisSet) => new AxisSet("", [1, 1, 1, 1], [1, 3], false),
            _ when type == typeof(RecurrentKind) => value == RecurrentKind.Lstm ? RecurrentKind.Gru : RecurrentKind.Lstm,
            _ when type == typeof(Random) => new Random(7),
            _ when type == typeof(Tensor<double>) => Tensor.Ones<double>([7]),
            _ when type == typeof(Parameter<double>) => new Parameter<double>(Tensor.Ones<double>([7])),
            _ when type == typeof(Layer<double>) => new Dropout<double>(0.7, new Random(7)),
            _ => throw new NotSupportedException($"Say here what another {type} is."),
        });
    }

    /// <summary>A field's name; of a parameter of a primary constructor, the parameter's.</summary>
    private static string NameOf(FieldInfo field) => field.Name.Trim('<', '>').Split('>')[0];

    private sealed class ForgetfulOperation(Tensor<double> x, double slope, (int, int) pair) : UnaryOperation<double>(x)
    {
        protected internal override OperationSettings Settings => OperationSettings.Of(("first", pair.Item1));

        protected override void Forward(Span<double> output) => output.Fill(slope + pair.Item2);

        protected override void Backward(Tensor<double> gradient, GradientSink<double> sink) { }
    }
}
