namespace MiniGrad.Search;

/// <summary>How <see cref="Sampler.Genetic"/> makes a number of a child from those of its parents; choices are always taken from one of
/// them.</summary>
public enum Crossover
{
    /// <summary>The number of one parent or the other (Syswerda, 1989).</summary>
    Uniform,

    /// <summary>Simulated binary: near one of the parents, in units of their distance, index 15 (Deb and Agrawal, 1995).</summary>
    SimulatedBinary,

    /// <summary>Blend: uniform between the parents and half of their distance beyond both (BLX-½; Eshelman and Schaffer, 1993).</summary>
    Blend,
}
