namespace GameAuth.Xbox.Tests;

public class XboxImagesTests
{
    [Theory]
    [InlineData("https://images-eds-ssl.xboxlive.com/image?url=a.b", "https://images-eds-ssl.xboxlive.com/image?url=a.b")]
    [InlineData("http://images-eds.xboxlive.com/image?url=a.b", "https://images-eds-ssl.xboxlive.com/image?url=a.b")]
    [InlineData("HTTP://IMAGES-EDS.xboxlive.com/image?url=a.b", "https://images-eds-ssl.xboxlive.com/image?url=a.b")]
    [InlineData("http://store-images.s-microsoft.com/image/apps.1", "https://store-images.s-microsoft.com/image/apps.1")]
    [InlineData(" https://store-images.s-microsoft.com/image/apps.1 ", "https://store-images.s-microsoft.com/image/apps.1")]
    [InlineData("http://images-eds.xboxlive.com.example.test/image", null)]
    [InlineData("http://store-images.s-microsoft.com:8080/image", null)]
    [InlineData("https://s-microsoft.com.example.test/a", null)]
    [InlineData("https://user@store-images.s-microsoft.com/a", null)]
    [InlineData("https://example.test/image", null)]
    [InlineData("http://example.test/image", null)]
    [InlineData("http://127.0.0.1:5001/image", null)]
    [InlineData("javascript:alert(1)", null)]
    [InlineData("file:///etc/passwd", null)]
    [InlineData("//store-images.s-microsoft.com/a", null)]
    [InlineData("http://", null)]
    [InlineData("no address", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void A_picture_is_https_on_a_host_of_microsoft_s_or_there_is_none(string? address, string? picture) =>
        Assert.Equal(picture, new XboxImages(allowLoopback: false).Find(address)?.AbsoluteUri);

    [Fact]
    public void A_picture_of_an_emulator_is_left_as_it_is() =>
        Assert.Equal("http://127.0.0.1:5001/image", new XboxImages(allowLoopback: true).Find("http://127.0.0.1:5001/image")?.AbsoluteUri);
}
