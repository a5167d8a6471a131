using GameAuth.Providers;

namespace GameAuth.Core.Tests.Wire;

public sealed class ServerTokenTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("M.C104_BL2.-tok*en!$")]
    [InlineData("~")]
    public void Printable_characters_make_a_token(string text) => Assert.True(ServerToken.IsUsable(new Secret(text)));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a\r\nX-Evil: 1")]
    [InlineData("a\0")]
    [InlineData("a\u007f")]
    [InlineData("\u00fcber")]
    [InlineData("a\uFFFD")]
    public void What_a_header_does_not_hold_is_no_token(string? text) => Assert.Null(ServerToken.OrNull(text is null ? null : new Secret(text)));

    [Fact]
    public void A_token_has_an_end()
    {
        Assert.True(ServerToken.IsUsable(new Secret(new string('a', ServerToken.MaxLength))));
        Assert.False(ServerToken.IsUsable(new Secret(new string('a', ServerToken.MaxLength + 1))));
    }
}
