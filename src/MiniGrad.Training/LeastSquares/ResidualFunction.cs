namespace MiniGrad.Training;

/// <summary>What is minimised: residuals of a vector of parameters.</summary>
internal abstract class ResidualFunction
{
    /// <summary>Who asks, for messages.</summary>
    public abstract string Name { get; }

    /// <summary>The relative precision of the numbers that are computed with.</summary>
    public abstract double Epsilon { get; }

    /// <summary>Whether there may be so many residuals that the product of the Jacobian with itself is to be taken.</summary>
    public virtual bool MayUseProducts => false;

    /// <summary>Whether steps are measured by the lengths of the Jacobian's columns, as parameters may be of any size; or as they are,
    /// which suits networks, whose weights are alike and whose columns come and go.</summary>
    public virtual bool ScalesParameters => true;

    /// <summary>What the residual at a place is of, for messages.</summary>
    public virtual string Place(int residual) => Invariant($"residual {residual}");

    /// <summary>The nearest numbers that can be computed with.</summary>
    public abstract void Round(Span<double> parameters);

    /// <summary>Computes the residuals.</summary>
    public abstract ResidualPoint At(double[] parameters);
}

/// <summary>A point with the residuals there.</summary>
internal abstract class ResidualPoint(double[] parameters, double[] residuals)
{
    /// <summary>The parameters.</summary>
    public double[] Parameters { get; } = parameters;

    /// <summary>r.</summary>
    public double[] Residuals { get; } = residuals;

    /// <summary><c>Σ rᵢ²</c>; not finite if one of them is not.</summary>
    public double SumOfSquares { get; } = Vectors.Dot(residuals, residuals);

    /// <summary>∂r/∂x, one column after the other.</summary>
    public abstract double[] Jacobian();

    /// <summary>The second derivative of r along a direction, <c>d²r(x + t·p)/dt²</c> at t = 0, or null if it is not to be had.</summary>
    public abstract double[]? Acceleration(ReadOnlySpan<double> direction);
}
