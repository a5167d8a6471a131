using System.Text;
using GameAuth.Providers;

namespace GameAuth.Core.Tests.OAuth;

public sealed class LoopbackRequestTests
{
    [Theory]
    [InlineData("GET /callback?code=c&state=s HTTP/1.1\r\nHost: 127.0.0.1:5001\r\nAccept: */*")]
    [InlineData("GET /callback?code=c&state=s HTTP/1.0\r\nhost:127.0.0.1:5001")]
    public void What_a_browser_sends_is_read(string head)
    {
        LoopbackRequest request = LoopbackRequest.Parse(Encoding.Latin1.GetBytes(head));

        Assert.Null(request.Fault);
        Assert.Equal(("127.0.0.1:5001", "/callback", "?code=c&state=s"), (request.Host, request.Path, request.Query));
    }

    [Theory]
    [InlineData("")]
    [InlineData("GET")]
    [InlineData("GET /callback")]
    [InlineData("GET /callback HTTP/1.1")]
    [InlineData("GET  /callback HTTP/1.1\r\nHost: h")]
    [InlineData("GET /callback HTTP/2\r\nHost: h")]
    [InlineData("GET http://127.0.0.1/callback HTTP/1.1\r\nHost: h")]
    [InlineData("GET *\r\nHost: h")]
    [InlineData("GET /callback#f HTTP/1.1\r\nHost: h")]
    [InlineData("GET /callback HTTP/1.1\r\nHost: h\r\nHost: i")]
    [InlineData("GET /callback HTTP/1.1\r\nHost : h")]
    [InlineData("GET /callback HTTP/1.1\nHost: h")]
    [InlineData("GET /callback HTTP/1.1\r\nHost: h\rX: y")]
    [InlineData("GET /callback HTTP/1.1\r\nHost: h\u00E9")]
    [InlineData("GET /callback HTTP/1.1\r\nHost: h\r\nhost:h")]
    [InlineData("GET /call\tback HTTP/1.1\r\nHost: h")]
    [InlineData("GET /call\0back HTTP/1.1\r\nHost: h")]
    [InlineData("GET /callb\u00E9ck HTTP/1.1\r\nHost: h")]
    [InlineData("\u0016\u0003\u0001\u0002")]
    public void Anything_else_is_a_bad_request(string head) =>
        Assert.Same(LoopbackPage.BadRequest, LoopbackRequest.Parse(Encoding.Latin1.GetBytes(head)).Fault);

    [Theory]
    [InlineData("Cookie: n=J\u00C3\u00BCrgen")]
    [InlineData("X-A: a\tb")]
    [InlineData("X-A: a\u0001b")]
    [InlineData("Content-Length: 0")]
    [InlineData("Content-Length: 5")]
    [InlineData("Transfer-Encoding: chunked")]
    [InlineData(" folded")]
    [InlineData("no colon")]
    [InlineData("X : y")]
    [InlineData("X-Host: other.example")]
    public void A_header_that_nobody_looks_at_may_be_odd(string header)
    {
        LoopbackRequest request = LoopbackRequest.Parse(Encoding.Latin1.GetBytes($"GET /callback?code=c HTTP/1.1\r\n{header}\r\nHost: 127.0.0.1:5001\r\n{header}"));

        Assert.Null(request.Fault);
        Assert.Equal(("127.0.0.1:5001", "?code=c"), (request.Host, request.Query));
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("HEAD")]
    [InlineData("OPTIONS")]
    [InlineData("get")]
    public void Another_method_is_not_allowed(string method) =>
        Assert.Same(LoopbackPage.NotAllowed, LoopbackRequest.Parse(Encoding.Latin1.GetBytes($"{method} /callback HTTP/1.1\r\nHost: h")).Fault);
}
