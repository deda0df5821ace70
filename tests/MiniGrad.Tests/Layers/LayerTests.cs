using MiniGrad.Initializers;
using MiniGrad.Layers;
using MiniGrad.Losses;
using MiniGrad.Optimizers;
using Xunit;

namespace MiniGrad.Tests.Layers;

public class LayerTests
{
    [Fact]
    public void Linear_computes_its_formula_for_any_rank()
    {
        Linear<double> layer = new(3, 2, new Random(1));
        layer.Bias!.Assign([0.5, -0.5]);
        Tensor<double> x = Tensor.Normal([4, 3], 0.0, 1.0, new Random(2));
        double[] expected = (x.MatMul(layer.Weight) + layer.Bias).ToArray();
        Assert.Equal(expected, layer.Forward(x).ToArray(), (a, b) => Math.Abs(a - b) < 1e-14);
        Assert.Equal([2, 2, 2], layer.Forward(x.Reshape(2, 2, 3)).Shape);
        Assert.Equal([2], layer.Forward(x.Slice(0, 0, 1).Squeeze(0)).Shape);
        Assert.Equal([4, 2], new Linear<double>(3, 2, new Random(1), hasBias: false).Forward(x).Shape);
        Assert.Contains("Linear 3 → 2: expected an input of shape [..., 3], got [4, 2]",
            Assert.Throws<ArgumentException>(() => layer.Forward(Tensor.Zeros<double>([4, 2]))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parameters_have_stable_names_in_order()
    {
        Mlp<float> model = new([4, 5, 6, 2], Activation.Relu, new Random(1), dropout: 0.5);
        string[] expected = ["layers.0.weight", "layers.0.bias", "layers.1.weight", "layers.1.bias", "layers.2.weight", "layers.2.bias"];
        Assert.Equal(expected, model.NamedParameters.Select(entry => entry.Name));
        Assert.Equal(expected, model.Parameters.Select(parameter => parameter.Name));

        Sequential<float> nested = new(new Linear<float>(4, 4, new Random(1)), new ActivationLayer<float>(Activation.Tanh), model);
        Assert.Equal("layers.2.layers.0.weight", nested.NamedParameters[2].Name);
        Assert.Equal("layers.2.layers.0.weight", nested.Parameters[2].Name);
    }

    [Fact]
    public void A_shared_layer_is_listed_once_and_keeps_its_first_name()
    {
        Linear<double> shared = new(3, 3, new Random(1));
        Sequential<double> model = new(shared, new ActivationLayer<double>(Activation.Tanh), shared);
        Assert.Equal(["layers.0.weight", "layers.0.bias"], model.NamedParameters.Select(entry => entry.Name));
        Sequential<double> other = new(new Linear<double>(3, 3, new Random(2)), shared);
        Assert.Equal(["layers.0.weight", "layers.0.bias", "layers.1.weight", "layers.1.bias"],
            other.NamedParameters.Select(entry => entry.Name));
        Assert.Equal("layers.0.weight", shared.Weight.Name);
    }

    [Fact]
    public void Mlp_is_affine_maps_with_activations_between()
    {
        Mlp<double> model = new([3, 4, 2], Activation.Tanh, new Random(3));
        Tensor<double> x = Tensor.Normal([5, 3], 0.0, 1.0, new Random(2));
        IReadOnlyList<Parameter<double>> p = model.Parameters;
        Tensor<double> expected = (x.MatMul(p[0]) + p[1]).Tanh().MatMul(p[2]) + p[3];
        Assert.Equal(expected.ToArray(), model.Forward(x).ToArray(), (a, b) => Math.Abs(a - b) < 1e-14);
    }

    [Fact]
    public void The_gradient_of_the_network_in_its_parameters_passes_the_check()
    {
        foreach (Activation activation in Enum.GetValues<Activation>())
        {
            Tensor<double> x = Tensor.Normal([5, 3], 0.0, 1.0, new Random(2));
            IReadOnlyList<Parameter<double>> p = new Mlp<double>([3, 4, 2], activation, new Random(3)).Parameters;
            GradientCheck.Require(
                q => Loss.CrossEntropy(activation.Apply(x.Linear(q[0], q[1])).Linear(q[2], q[3]), [0, 1, 1, 0, 1]), [.. p],
                new GradientCheckOptions { Order = 2, SkipsKinks = true });
        }
    }

    [Fact]
    public void The_input_of_the_first_layer_gets_no_gradient()
    {
        Mlp<double> model = new([3, 4, 2], Activation.Tanh, new Random(3));
        Tensor<double> x = Tensor.Ones<double>([5, 3]);
        Tensor<double> output = model.Forward(x);
        Assert.False(x.RequiresGradient);
        List<string> multiplied = [];
        Tensor<double> loss = output.Sum();
        loss.Backward(createGraph: true);
        // Every gradient is recorded: the products with the transposed weight are one for the second layer and none for the first.
        foreach (Parameter<double> parameter in model.Parameters) Collect(parameter.Gradient!.Producer, []);
        Assert.Single(multiplied);

        void Collect(Operation<double>? operation, HashSet<Operation<double>> seen)
        {
            if (operation is null || !seen.Add(operation)) return;
            if (operation is MatMulOperation<double> && operation.Input(1) is Parameter<double> { Rank: 2 } weight
                && !multiplied.Contains(weight.Name))
                multiplied.Add(weight.Name);
            for (int i = 0; i < operation.InputCount; i++) Collect(operation.Input(i).Producer, seen);
        }
    }

    [Fact]
    public void Dropout_drops_in_training_and_not_in_inference()
    {
        Dropout<float> layer = new(0.3, new Random(1));
        Tensor<float> x = Tensor.Ones<float>([100, 1000]);
        float[] trained = layer.Forward(x).ToArray();
        Assert.Equal(0.3, trained.Count(value => value == 0) / 100_000.0, 0.01);
        Assert.All(trained, value => Assert.True(value == 0 || value == 1 / 0.7f));
        Assert.Equal(1, trained.Average(), 0.01);
        Assert.NotEqual(trained, layer.Forward(x).ToArray());
        Assert.Equal(x.ToArray(), layer.Predict(x).ToArray());
        Assert.Equal(trained, new Dropout<float>(0.3, new Random(1)).Forward(x).ToArray());

        Parameter<float> input = new(x);
        Tensor<float> output = layer.Forward(input);
        output.Sum().Backward();
        Assert.Equal(output.ToArray(), input.Gradient!.ToArray());
        Assert.Throws<ArgumentOutOfRangeException>(() => new Dropout<float>(1, new Random(1)));
    }

    [Fact]
    public void Many_threads_predict_with_one_model_while_it_is_run_for_training()
    {
        Mlp<float> model = new([10, 20, 3], Activation.Gelu, new Random(1), dropout: 0.5);
        Tensor<float> x = Tensor.Normal([7, 10], 0f, 1f, new Random(2));
        float[] expected = model.Predict(x).ToArray();
        Parallel.For(0, 2000, i =>
        {
            if (i % 2 == 0) Assert.True(model.Forward(x).RequiresGradient);
            else Assert.Equal(expected, model.Predict(x).ToArray());
        });

        // The generator behind the dropout is still sound.
        Dropout<float> dropout = new(0.5, new Random(1));
        Tensor<float> ones = Tensor.Ones<float>([1000]);
        Parallel.For(0, 2000, _ => dropout.Forward(ones));
        Assert.InRange(dropout.Forward(ones).ToArray().Count(value => value > 0), 400, 600);
    }

    [Fact]
    public void Summary_lists_layers_shapes_and_counts()
    {
        string summary = new Mlp<float>([784, 128, 10], Activation.Relu, new Random(1)).Summary([1, 784]);
        string[] lines = summary.Split('\n');
        Assert.Equal("layers.0       Linear 784 → 128  [1, 128]     100,480", lines[2]);
        Assert.Contains(lines, line => line.StartsWith("activations.0  Relu", StringComparison.Ordinal));
        Assert.StartsWith("101,770 parameters", lines[^2], StringComparison.Ordinal);
    }

    [Fact]
    public void A_summary_can_be_asked_for_its_figures()
    {
        Mlp<float> model = new([784, 128, 10], Activation.Relu, new Random(1));
        ModelSummary summary = ModelSummary.Of(model, [2, 784]);
        Assert.Equal(
            [
                new LayerSummary("layers.0", "Linear 784 → 128", [2, 128], 100_480), new("activations.0", "Relu", [2, 128], 0),
                new("layers.1", "Linear 128 → 10", [2, 10], 1_290),
            ],
            summary.Layers);
        Assert.Equal(101_770, summary.ParameterCount);
        Assert.Equal(model.Summary([2, 784]), summary.ToString());
    }

    [Fact]
    public void Summary_lists_parameters_once_and_those_beside_inner_layers_too()
    {
        Linear<float> shared = new(3, 3, new Random(1));
        string[] lines = new Sequential<float>(shared, new Scaled(shared)).Summary([1, 3]).Split('\n');
        Assert.Equal(["12", "1"], lines.Skip(2).SkipLast(2).Select(line => line.Split(' ')[^1]));
        Assert.StartsWith("13 parameters", lines[^2], StringComparison.Ordinal);
    }

    [Fact]
    public void Registration_is_refused_where_a_name_or_a_parent_would_not_learn_of_it()
    {
        Assert.Contains("'a.weight'", Assert.Throws<ArgumentException>(() => new SameFullName()).Message, StringComparison.Ordinal);
        Scaled part = new(new Linear<float>(3, 3, new Random(1)));
        _ = new Sequential<float>(part);
        Assert.Contains("in the constructor", Assert.Throws<InvalidOperationException>(part.RegisterMore).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_seed_trains_to_the_same_bits()
    {
        float[] Train()
        {
            Random random = new(5);
            Mlp<float> model = new([2, 16, 1], Activation.Tanh, random, dropout: 0.1);
            Adam<float> optimizer = new(model.Parameters, 0.01);
            Tensor<float> x = Tensor.Create([0f, 0, 0, 1, 1, 0, 1, 1], [4, 2]), y = Tensor.Create([0f, 1, 1, 0], [4, 1]);
            for (int i = 0; i < 50; i++)
            {
                Loss.MeanSquaredError(model.Forward(x), y).Backward();
                optimizer.Step();
                optimizer.ZeroGradients();
            }
            return [.. model.Parameters.SelectMany(parameter => parameter.ToArray())];
        }

        Assert.Equal(Train(), Train());
    }

    [Fact]
    public void Bad_sizes_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new Mlp<float>([4], Activation.Relu, new Random(1)));
        Assert.Contains("[4, 0, 2]", Assert.Throws<ArgumentException>(() => new Mlp<float>([4, 0, 2], Activation.Relu, new Random(1)))
            .Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Linear<float>(0, 1, new Random(1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Linear<float>(1, -1, new Random(1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Mlp<float>([4, 2], (Activation)99, new Random(1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Mlp<float>([4, 2], Activation.Relu, new Random(1), dropout: 1));
        Assert.Throws<ArgumentException>(() => new Sequential<float>());
        Assert.Throws<ArgumentOutOfRangeException>(() => new ActivationLayer<float>((Activation)99));
        Assert.Throws<ArgumentException>(() => new TwiceTheSameName());
        Assert.Contains("'a.running_mean' already", Assert.Throws<ArgumentException>(() => new SameFullNameOfBuffers()).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GlorotUniform", 2.0 / 500, true)]
    [InlineData("GlorotNormal", 2.0 / 500, false)]
    [InlineData("HeUniform", 2.0 / 200, true)]
    [InlineData("HeNormal", 2.0 / 200, false)]
    [InlineData("LeCunUniform", 1.0 / 200, true)]
    [InlineData("LeCunNormal", 1.0 / 200, false)]
    public void Initializers_have_the_variance_of_their_papers(string name, double variance, bool isBounded)
    {
        Initializer initializer = (Initializer)typeof(Initializer).GetProperty(name)!.GetValue(null)!;
        Tensor<double> weights = initializer.Create<double>([200, 300], new Random(1));
        Assert.Equal(0, weights.Mean().ToScalar(), 5 * Math.Sqrt(variance / weights.ElementCount));
        Assert.Equal(variance, weights.Variance().ToScalar(), 0.03 * variance);
        Assert.Equal(isBounded, weights.Abs().Max().ToScalar() <= Math.Sqrt(3 * variance));
    }

    [Fact]
    public void Constant_range_and_orthogonal_initializers()
    {
        Assert.Equal([0, 0], Initializer.Zeros.Create<double>([2], new Random(1)).ToArray());
        Assert.Equal([1.5, 1.5], Initializer.Constant(1.5).Create<double>([2], new Random(1)).ToArray());
        Assert.InRange(Initializer.Uniform(2, 3).Create<double>([100], new Random(1)).Min().ToScalar(), 2, 3);
        Assert.Equal(5, Initializer.Normal(5, 0.1).Create<double>([1000], new Random(1)).Mean().ToScalar(), 0.02);
        foreach (Shape shape in (Shape[])[[5, 8], [8, 5], [6, 6]])
        {
            Tensor<double> q = Initializer.Orthogonal(2).Create<double>(shape, new Random(1));
            Tensor<double> product = shape[0] <= shape[1] ? q.MatMul(q.Transpose()) : q.Transpose().MatMul(q);
            Tensor<double> expected = Tensor.Identity<double>(Math.Min(shape[0], shape[1])) * 4.0;
            Assert.InRange((product - expected).Abs().Max().ToScalar(), 0, 1e-13);
        }
        Assert.Throws<ArgumentException>(() => Initializer.Orthogonal().Create<double>([3], new Random(1)));
        Assert.Same(Initializer.HeUniform, Initializer.For(Activation.Relu));
        Assert.Same(Initializer.GlorotUniform, Initializer.For(Activation.Tanh));
    }

    private sealed class Scaled : Layer<float>
    {
        private readonly Layer<float> inner;
        private readonly Parameter<float> scale;

        public Scaled(Layer<float> inner)
        {
            this.inner = Register("inner", inner);
            scale = Register("scale", new Parameter<float>(Tensor.Scalar(1f)));
        }

        public void RegisterMore() => Register("more", new Parameter<float>(Tensor.Scalar(1f)));

        protected override Tensor<float> Compute(Tensor<float> input) => inner.Forward(input) * scale;
    }

    private sealed class SameFullName : Layer<float>
    {
        public SameFullName()
        {
            Register("a.weight", new Parameter<float>(Tensor.Scalar(1f)));
            Register("a", new Linear<float>(1, 1, new Random(1)));
        }

        protected override Tensor<float> Compute(Tensor<float> input) => input;
    }

    private sealed class SameFullNameOfBuffers : Layer<float>
    {
        public SameFullNameOfBuffers()
        {
            RegisterBuffer("a.running_mean", Tensor.Scalar(1f));
            Register("a", new BatchNormalization<float>(1));
        }

        protected override Tensor<float> Compute(Tensor<float> input) => input;
    }

    private sealed class TwiceTheSameName : Layer<float>
    {
        public TwiceTheSameName()
        {
            Register("a", new Parameter<float>(Tensor.Scalar(1f)));
            Register("a", new Parameter<float>(Tensor.Scalar(1f)));
        }

        protected override Tensor<float> Compute(Tensor<float> input) => input;
    }
}
