namespace MiniGrad.Data;

/// <summary>An encoding together with a column of a table that is to be encoded, and what was found of its values so far.</summary>
internal abstract class BoundColumn
{
    /// <summary>Sets the features of some rows, which are 0.</summary>
    /// <exception cref="TableRowException">A value does not fit: any of the rows, not always the first of those that do not.</exception>
    public abstract void Encode<T>(FeatureBlock<T> block) where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}
