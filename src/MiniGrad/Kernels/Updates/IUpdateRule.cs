namespace MiniGrad.Kernels;

/// <summary>An update rule for one element, written for a vector of any width. A struct with the rule's settings, so that the loop is
/// compiled for it without a call.</summary>
internal interface IUpdateRule<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The numbers of state that the rule keeps for each element, from 0 to 3.</summary>
    static abstract int StateCount { get; }

    /// <summary>Whether squares of gradients are kept or divided by: a gradient whose square vanishes counts as 0. Default: yes.</summary>
    static virtual bool SquaresGradients => true;

    /// <summary>Whether nothing but the signs of gradients matters, so that none is too small to count. Default: no.</summary>
    static virtual bool UsesSignsAlone => false;

    /// <summary>The next value of θ, already shrunk by decoupled weight decay, from the clipped gradient with L2 weight decay in it, which
    /// is 0 where it has vanished. Changes the state, which has no meaning where there is none.</summary>
    TVector Invoke<TSimd, TVector>(TVector value, TVector gradient, ref TVector first, ref TVector second, ref TVector third)
        where TSimd : struct, ISimd<TVector, T> where TVector : struct;
}
