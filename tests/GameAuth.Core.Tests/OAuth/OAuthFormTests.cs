using GameAuth.Providers;

namespace GameAuth.Core.Tests.OAuth;

public sealed class OAuthFormTests
{
    [Theory]
    [InlineData("a\r\nSet-Cookie: x", "a%0D%0ASet-Cookie%3A%20x")]
    [InlineData("a&admin=1", "a%26admin%3D1")]
    [InlineData("../..%2f?#", "..%2F..%252f%3F%23")]
    [InlineData("é+ \0", "%C3%A9%2B%20%00")]
    [InlineData("", "")]
    public async Task No_value_can_leave_its_field(string value, string encoded)
    {
        using HttpContent content = new OAuthForm().Add("f\r\n", value).Add("g", "1").ToContent();

        Assert.Equal($"f%0D%0A={encoded}&g=1", await content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_lone_surrogate_does_not_throw()
    {
        using HttpContent content = new OAuthForm().Add("f", "a" + (char)0xD800).ToContent();

        Assert.Equal("f=a%EF%BF%BD", await content.ReadAsStringAsync());
    }

    [Fact]
    public void It_prints_its_names_only() =>
        Assert.Equal("a, b", new OAuthForm().Add("a", "canary").Add("skipped", (string?)null).Add("b", new Secret("canary")).ToString());

    [Fact]
    public void As_a_query_it_keeps_the_one_that_is_there()
    {
        OAuthForm form = new OAuthForm().Add("scope", "a b").Add("state", "x&y");

        Assert.Equal("https://a.example/authorize?p=1&scope=a%20b&state=x%26y", form.ToQueryOf(new Uri("https://a.example/authorize?p=1")).AbsoluteUri);
        Assert.Equal("https://a.example/authorize?scope=a%20b&state=x%26y", form.ToQueryOf(new Uri("https://a.example/authorize")).AbsoluteUri);
    }
}
