namespace MiniGrad.Data;

/// <summary>A column of text; null stands for a missing value.</summary>
/// <remarks>Immutable as long as nobody changes the memory given to the constructor.</remarks>
public sealed class TextColumn : TableColumn
{
    private readonly ReadOnlyMemory<string?> texts;

    /// <param name="name">The name, not empty.</param>
    /// <param name="texts">A text for each row, null where it is missing. Not copied.</param>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public TextColumn(string name, ReadOnlyMemory<string?> texts) : base(name, texts.Length) => this.texts = texts;

    /// <summary>The text of a row, null where it is missing.</summary>
    /// <exception cref="IndexOutOfRangeException">There is no such row.</exception>
    public string? this[int row] => texts.Span[row];

    /// <inheritdoc/>
    public override bool IsMissing(int row) => texts.Span[row] is null;

    /// <inheritdoc/>
    public override string? TextAt(int row) => texts.Span[row];

    private protected override TableColumn Gather(ReadOnlySpan<int> rows) => new TextColumn(Name, Gather(texts.Span, rows));
}
