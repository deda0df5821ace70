namespace MiniGrad.Kernels;

/// <summary>What one unit of a recurrent layer computes at one step besides the matrix product, for a row of units. A type argument with
/// static members, so that the loop is compiled for it.</summary>
/// <remarks>The pre-activations of a unit are the sum of a part from the input and one from the state, a gate after the other along the
/// row. A null pointer to a state stands for zeros.</remarks>
internal unsafe interface IRecurrentCell<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The number of gates: of pre-activations of a unit.</summary>
    static abstract int Gates { get; }

    /// <summary>How many numbers of a unit the derivative needs. Where there is a cell state, it is the last of them.</summary>
    static abstract int Traced { get; }

    /// <summary>Whether the state has a cell beside what the layer gives out.</summary>
    static abstract bool HasCell { get; }

    /// <summary>The next state of some units.</summary>
    static abstract void Forward<TSimd, TVector>(RecurrentUnits<T> units) where TSimd : struct, ISimd<TVector, T> where TVector : struct;

    /// <summary>The gradients of the pre-activations, and of the state before as far as it does not pass through these.</summary>
    static abstract void Backward<TSimd, TVector>(RecurrentUnits<T> units)
        where TSimd : struct, ISimd<TVector, T> where TVector : struct;
}

/// <summary>The memory of the units of one sequence at one step.</summary>
internal unsafe struct RecurrentUnits<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The number of units.</summary>
    public int Count;

    /// <summary>The pre-activations' part from the input.</summary>
    public T* Projected;

    /// <summary>Their part from the state.</summary>
    public T* Recurrent;

    /// <summary>What is added to that part, or null.</summary>
    public T* Bias;

    /// <summary>What was given out at the step before, or null.</summary>
    public T* Before;

    /// <summary>The cell state of the step before, or null.</summary>
    public T* CellBefore;

    /// <summary>What the derivative needs.</summary>
    public T* Trace;

    /// <summary>What is given out.</summary>
    public T* Output;

    /// <summary>The gradient of the output from outside.</summary>
    public T* OutputGradient;

    /// <summary>The gradient of the output from the step behind; then that of the output before, as far as it passes through no
    /// product.</summary>
    public T* Carried;

    /// <summary>The gradient of the cell state; then that of the one before.</summary>
    public T* CarriedCell;

    /// <summary>The gradient of the pre-activations' part from the input.</summary>
    public T* ProjectedGradient;

    /// <summary>That of their part from the state; the same memory where both are equal.</summary>
    public T* RecurrentGradient;
}
