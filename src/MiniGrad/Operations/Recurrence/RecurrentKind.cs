using MiniGrad.Kernels;

namespace MiniGrad;

/// <summary>A kind of recurrent layer, and what its operations need to know of it.</summary>
internal sealed class RecurrentKind
{
    private RecurrentKind(string name, int gates, int states, int traced, bool hasBias) =>
        (Name, Gates, States, Traced, HasBias) = (name, gates, states, traced, hasBias);

    /// <summary>Long short-term memory, gates i, f, g, o. Its states are what it gives out and the cell.</summary>
    public static RecurrentKind Lstm { get; } = Make<LstmUnits<float>>("Lstm", hasBias: false);

    /// <summary>Gated recurrent unit, gates r, z, n.</summary>
    public static RecurrentKind Gru { get; } = Make<GruUnits<float>>("Gru", hasBias: true);

    /// <summary>The name of its layer.</summary>
    public string Name { get; }

    public int Gates { get; }

    /// <summary>The number of vectors that make up the state.</summary>
    public int States { get; }

    /// <summary>How many numbers of a unit and step the derivative needs.</summary>
    public int Traced { get; }

    /// <summary>Whether the pre-activations' part from the state has a bias that cannot be joined with that of the other part.</summary>
    public bool HasBias { get; }

    public override string ToString() => Name;

    public void Forward<T>(ref RecurrentLayerMemory<T> memory) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (this == Lstm) RecurrentLayerKernel.Forward<T, LstmUnits<T>>(ref memory);
        else RecurrentLayerKernel.Forward<T, GruUnits<T>>(ref memory);
    }

    public void Backward<T>(ref RecurrentLayerMemory<T> memory) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (this == Lstm) RecurrentLayerKernel.Backward<T, LstmUnits<T>>(ref memory);
        else RecurrentLayerKernel.Backward<T, GruUnits<T>>(ref memory);
    }

    private static RecurrentKind Make<TCell>(string name, bool hasBias) where TCell : IRecurrentCell<float> =>
        new(name, TCell.Gates, TCell.HasCell ? 2 : 1, TCell.Traced, hasBias);
}
