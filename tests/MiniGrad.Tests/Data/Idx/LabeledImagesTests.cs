using MiniGrad.Data;
using MiniGrad.Estimators;
using Xunit;

namespace MiniGrad.Tests.Data;

public class LabeledImagesTests
{
    [Fact]
    public void Images_too_large_for_an_array_are_refused_even_if_there_are_none()
    {
        using var folder = new TemporaryFolder();
        IdxFile.Write(folder.File("images"), IdxArray.Create<byte>([], 0, 46_341, 46_341));
        IdxFile.Write(folder.File("labels"), IdxArray.Create<byte>([], 0));

        var error = Assert.Throws<InvalidDataException>(() => LabeledImages.Read<float>(folder.File("images"), folder.File("labels")));
        Assert.Contains("46341 × 46341", error.Message, StringComparison.Ordinal);
    }
}
