namespace MiniGrad.Initializers;

/// <summary>Creates the initial weights of a layer. Derive from it to add an initializer.</summary>
/// <remarks>Of a matrix [in, out], fan-in is the number of inputs and fan-out that of outputs; of a vector, both are its length. Weights
/// drawn with the right variance keep signals and gradients from growing or vanishing from layer to layer.</remarks>
public abstract class Initializer
{
    /// <summary>All 0.</summary>
    public static Initializer Zeros { get; } = new ConstantInitializer(0);

    /// <summary>Uniform on ±√(6 / (fan-in + fan-out)); for sigmoid, tanh and linear layers (Glorot and Bengio, "Understanding the
    /// difficulty of training deep feedforward neural networks", 2010).</summary>
    public static Initializer GlorotUniform { get; } = new ScaledInitializer((fanIn, fanOut) => 2.0 / (fanIn + fanOut), isUniform: true);

    /// <summary>Normal with variance 2 / (fan-in + fan-out) (Glorot and Bengio, 2010).</summary>
    public static Initializer GlorotNormal { get; } = new ScaledInitializer((fanIn, fanOut) => 2.0 / (fanIn + fanOut), isUniform: false);

    /// <summary>Uniform on ±√(6 / fan-in); for ReLU and its kin (He and others, "Delving deep into rectifiers", 2015).</summary>
    public static Initializer HeUniform { get; } = new ScaledInitializer((fanIn, _) => 2.0 / fanIn, isUniform: true);

    /// <summary>Normal with variance 2 / fan-in (He and others, 2015).</summary>
    public static Initializer HeNormal { get; } = new ScaledInitializer((fanIn, _) => 2.0 / fanIn, isUniform: false);

    /// <summary>Uniform on ±√(3 / fan-in) (LeCun and others, "Efficient backprop", 1998).</summary>
    public static Initializer LeCunUniform { get; } = new ScaledInitializer((fanIn, _) => 1.0 / fanIn, isUniform: true);

    /// <summary>Normal with variance 1 / fan-in (LeCun and others, 1998).</summary>
    public static Initializer LeCunNormal { get; } = new ScaledInitializer((fanIn, _) => 1.0 / fanIn, isUniform: false);

    /// <summary>All the same number.</summary>
    public static Initializer Constant(double value) => new ConstantInitializer(value);

    /// <summary>Uniform on [<paramref name="low"/>, <paramref name="high"/>).</summary>
    /// <exception cref="ArgumentException">The bounds are not finite or out of order.</exception>
    public static Initializer Uniform(double low, double high) => new UniformInitializer(low, high);

    /// <summary>Normal with the given mean and standard deviation.</summary>
    /// <exception cref="ArgumentException">A number is not finite, or the deviation negative.</exception>
    public static Initializer Normal(double mean, double standardDeviation) => new NormalInitializer(mean, standardDeviation);

    /// <summary>A random matrix whose rows, or whose columns if they are fewer, are at right angles to each other and of length
    /// <paramref name="gain"/> (Saxe, McClelland and Ganguli, "Exact solutions to the nonlinear dynamics of learning in deep linear neural
    /// networks", 2014).</summary>
    /// <param name="gain">The length. Default: 1.</param>
    public static Initializer Orthogonal(double gain = 1) => new OrthogonalInitializer(gain);

    /// <summary>The initializer for a layer in front of an activation: <see cref="HeUniform"/> for ReLU and its kin,
    /// <see cref="LeCunNormal"/> for SELU, which keeps signals normal with no other, <see cref="GlorotUniform"/> for the rest.</summary>
    public static Initializer For(Activation activation) => activation switch
    {
        Activation.Relu or Activation.LeakyRelu or Activation.Elu or Activation.Gelu or Activation.Silu or Activation.Softplus => HeUniform,
        Activation.Selu => LeCunNormal,
        _ => GlorotUniform,
    };

    /// <summary>Draws starting values.</summary>
    /// <param name="shape">The shape of the parameter.</param>
    /// <param name="random">The random number generator.</param>
    public abstract Tensor<T> Create<T>(Shape shape, Random random) where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}
