namespace MiniGrad.Onnx;

/// <summary>The same thing in each recording of a function, for other sizes of the axes that grow.</summary>
internal readonly record struct Same<TValue>(TValue One, TValue Other, TValue Third)
{
    public IEnumerable<TValue> All => [One, Other, Third];

    public Same<TResult> Select<TResult>(Func<TValue, TResult> function) => new(function(One), function(Other), function(Third));

    public Same<TResult> With<TOther, TResult>(Same<TOther> other, Func<TValue, TOther, TResult> function) =>
        new(function(One, other.One), function(Other, other.Other), function(Third, other.Third));

    /// <summary>Whether it does not depend on the sizes.</summary>
    public bool IsConstant => Equals(One, Other) && Equals(One, Third);
}
