using static System.FormattableString;

namespace MiniGrad.Visualization;

/// <summary>Pictures of grey images and of what belongs to their pixels, such as the sizes of a <see cref="Saliency"/>'s
/// gradient.</summary>
/// <example><code>
/// Tensor&lt;float&gt; image = images.GatherRows([0]), gradient = Saliency.Of(model, image);
/// PictureReport page = new("Digits");
/// page.Add("What it looks at", pictures: [
///     ImageHeatMap.Of(image, 28, 28, title: "image"), ImageHeatMap.OfSizes(gradient, 28, 28, title: "saliency")]);
/// </code></example>
public static class ImageHeatMap
{
    private const int NameEvery = 5;

    /// <summary>The values of an image's pixels.</summary>
    /// <param name="image">As many numbers as pixels, row after row, of any shape, finite.</param>
    /// <param name="rows">The number of rows, from 1 to 200.</param>
    /// <param name="columns">The number of columns, from 1 to 200.</param>
    /// <param name="title">The title. Default: none.</param>
    /// <param name="theme">The background. Default: the viewer's.</param>
    /// <param name="width"><see cref="HeatMap.Width"/>.</param>
    /// <exception cref="ArgumentException">There are not as many numbers, or a number is not finite, or the image is too large.</exception>
    public static HeatMap Of<T>(
        Tensor<T> image, int rows, int columns, string title = "", Theme theme = Theme.Automatic, int width = 440)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Map(image, rows, columns, value => value, title, theme, width);

    /// <summary>The absolute values of an image's pixels.</summary>
    /// <inheritdoc cref="Of"/>
    public static HeatMap OfSizes<T>(
        Tensor<T> image, int rows, int columns, string title = "", Theme theme = Theme.Automatic, int width = 440)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Map(image, rows, columns, Math.Abs, title, theme, width);

    private static HeatMap Map<T>(
        Tensor<T> image, int rows, int columns, Func<double, double> read, string title, Theme theme, int width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(image);
        Guard.Between(rows, 1, HeatMap.MaxCount, nameof(ImageHeatMap));
        Guard.Between(columns, 1, HeatMap.MaxCount, nameof(ImageHeatMap));
        if (image.ElementCount != rows * columns)
        {
            throw new ArgumentException(
                Invariant($"ImageHeatMap: expected {rows} × {columns} numbers, got {image.Shape}."), nameof(image));
        }
        double[,] values = new double[rows, columns];
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
                values[row, column] = read(double.CreateTruncating(image.Span[row * columns + column]));
        }
        return new(values, Names(rows), Names(columns)) { Title = title, Theme = theme, Width = width };
    }

    /// <summary>A number for every fifth row or column.</summary>
    private static IEnumerable<string> Names(int count) =>
        Enumerable.Range(0, count).Select(i => i % NameEvery == 0 ? i.ToString(CultureInfo.InvariantCulture) : "");
}
