using System.Numerics;
using MiniGrad.Layers;
using MiniGrad.Optimizers;
using Xunit;

namespace MiniGrad.Tests.Optimizers;

/// <summary>What an optimizer keeps is saved under stable names, and restored exactly.</summary>
public class OptimizerStateTests
{
    public static TheoryData<string> Names => [.. OptimizerCatalog.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Training_goes_on_with_the_same_bits_in_double_precision(string name) => AssertGoesOn<double>(name);

    [Theory]
    [MemberData(nameof(Names))]
    public void Training_goes_on_with_the_same_bits_in_single_precision(string name) => AssertGoesOn<float>(name);

    private static void AssertGoesOn<T>(string name) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        SmallNetwork<T> first = new(), second = new();
        Optimizer<T> optimizer = Configure(OptimizerCatalog.Row<T>(name), first);

        // 38 is in the middle of gathering gradients for an update.
        for (int call = 0; call < 38; call++) Call(optimizer, first, call);
        OptimizerState<T> saved = optimizer.SaveState();
        second.CopyFrom(first);
        for (int call = 38; call < 80; call++) Call(optimizer, first, call);

        Optimizer<T> fresh = Configure(OptimizerCatalog.Row<T>(name), second);
        fresh.RestoreState(saved);
        Assert.Equal(fresh.NeedsClosure ? 38 : 12, fresh.StepCount);
        for (int call = 38; call < 80; call++) Call(fresh, second, call);
        Assert.Equal(first.Values, second.Values);
        Assert.Equal(Figures(optimizer.SaveState()), Figures(fresh.SaveState()));
        Assert.NotEqual(Figures(saved), Figures(fresh.SaveState()));

        static IEnumerable<double> Figures(OptimizerState<T> state) =>
            [.. state.Numbers.Select(entry => entry.Value),
                .. state.Tensors.SelectMany(entry => entry.Value.ToArray()).Select(double.CreateChecked)];
    }

    private static Optimizer<T> Configure<T>(OptimizerRow<T> row, SmallNetwork<T> network)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Optimizer<T> optimizer = row.Create(network.Parameters);
        if (optimizer.NeedsClosure) return optimizer;
        optimizer.Clipping = GradientClipping.ByGlobalNorm(0.5);
        optimizer.AccumulationSteps = 3;
        optimizer.Add(
            new ParameterGroup<T>([network.Parameters[0], network.Parameters[3]]) { LearningRateFactor = 0.5, WeightDecay = 0.05 });
        return optimizer;
    }

    private static void Call<T>(Optimizer<T> optimizer, SmallNetwork<T> network, int call)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        optimizer.LearningRate *= 0.99;
        optimizer.Step(() => network.Loss(call % 7, 2));
    }

    [Fact]
    public void Names_are_those_of_the_model_and_the_rule()
    {
        Mlp<float> model = new([2, 3, 1], Activation.Tanh, new Random(1));
        OptimizerState<float> state = new Adam<float>(model.Parameters).SaveState();
        Assert.Equal(
            [
                "layers.0.weight.average", "layers.0.bias.average", "layers.1.weight.average", "layers.1.bias.average",
                "layers.0.weight.square_average", "layers.0.bias.square_average", "layers.1.weight.square_average",
                    "layers.1.bias.square_average",
            ],
            state.Tensors.Select(entry => entry.Key));
        Assert.Equal(
            ["learning_rate", "layers.0.weight.step", "layers.0.bias.step", "layers.1.weight.step", "layers.1.bias.step", "step_count"],
            state.Numbers.Select(entry => entry.Key));
        Assert.Equal([2, 3], state.Tensors[0].Value.Shape);
    }

    [Theory]
    [InlineData("adagrad", "square_sum")]
    [InlineData("rmsprop centered momentum", "square_average average momentum")]
    [InlineData("adadelta", "square_average step_square_average")]
    [InlineData("amsgrad", "average square_average largest_square_average")]
    [InlineData("adamax", "average largest_gradient")]
    [InlineData("nadam", "average square_average momentum_product")]
    [InlineData("radam", "average square_average")]
    [InlineData("rprop", "step_size previous_gradient")]
    [InlineData("adabelief", "average square_deviation")]
    [InlineData("lion", "average")]
    [InlineData("lamb", "average square_average")]
    [InlineData("schedule-free adamw", "point square_average weight_sum")]
    [InlineData("sgd", "")]
    [InlineData("sgd nesterov", "momentum")]
    public void State_has_stable_names(string name, string expected)
    {
        OptimizerState<double> state = OptimizerCatalog.Row<double>(name).Create([new(Tensor.Vector(1.0), "x")]).SaveState();
        IEnumerable<string> names = state.Tensors.Select(entry => entry.Key).Concat(state.Numbers.Select(entry => entry.Key));
        string[] own = [.. expected.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(part => $"x.{part}")];
        Assert.Equal(own, names.Except(["learning_rate", "x.step", "step_count"]));
    }

    [Fact]
    public void Muon_keeps_for_a_parameter_what_it_needs()
    {
        OptimizerState<double> state =
            new Muon<double>([new(Tensor.Ones<double>([2, 3]), "weight"), new(Tensor.Ones<double>([3]), "bias")]).SaveState();
        Assert.Equal(["weight.momentum", "bias.average", "bias.square_average"], state.Tensors.Select(entry => entry.Key));
    }

    [Fact]
    public void Parameters_of_the_same_name_are_told_apart_by_a_number()
    {
        Parameter<double>[] x =
            [new(Tensor.Vector(1.0)), new(Tensor.Vector(1.0)), new(Tensor.Vector(1.0), "other"), new(Tensor.Vector(1.0))];
        Assert.Equal(
            ["parameter.average", "parameter.2.average", "other.average", "parameter.3.average"],
            new Lion<double>(x).SaveState().Tensors.Select(entry => entry.Key));
    }

    [Fact]
    public void A_state_that_does_not_fit_is_refused_with_everything_that_is_wrong_and_changes_nothing()
    {
        Parameter<double> a = new(Tensor.Vector(1.0, 2), "a"), b = new(Tensor.Vector(1.0), "b");
        Adam<double> optimizer = new([a, b], 0.25);
        optimizer.Step(() => a.Square().Sum() + b.Square().Sum());
        OptimizerState<double> before = optimizer.SaveState();

        Tensor<double> one = Tensor.Ones<double>([1]);
        OptimizerState<double> wrong = new(
            [new("a.average", Tensor.Ones<double>([3])), new("b.average", one), new("b.average", one), new("b.square_average", one),
                new("c.average", one)],
            [new("learning_rate", double.NaN), new("a.step", 1), new("b.step", 1), new("epoch", 3)]);
        string message = Assert.Throws<ArgumentException>(() => optimizer.RestoreState(wrong)).Message;
        Assert.StartsWith("Adam: the saved state does not fit: ", message, StringComparison.Ordinal);
        foreach (string trouble in (string[])[
            "'b.average' is there twice", "'a.average' has the shape [3] instead of [2]", "'a.square_average' is missing",
                "'learning_rate' is NaN",
            "'step_count' is missing", "'c.average' is not expected", "'epoch' is not expected"])
        {
            Assert.Contains(trouble, message, StringComparison.Ordinal);
        }

        OptimizerState<double> after = optimizer.SaveState();
        Assert.Equal(before.Numbers, after.Numbers);
        Assert.Equal(before.Tensors.SelectMany(entry => entry.Value.ToArray()), after.Tensors.SelectMany(entry => entry.Value.ToArray()));
    }
}
