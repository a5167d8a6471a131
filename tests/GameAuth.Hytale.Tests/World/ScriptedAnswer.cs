using System.Net;
using System.Text;

namespace GameAuth.Hytale.Tests;

/// <summary>What a test has the service say once.</summary>
internal static class ScriptedAnswer
{
    public static HttpResponseMessage Json(int status, string body, params (string Name, string Value)[] headers)
    {
        HttpResponseMessage answer = new((HttpStatusCode)status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        foreach ((string name, string value) in headers)
        {
            answer.Headers.TryAddWithoutValidation(name, value);
        }

        return answer;
    }

    public static HttpResponseMessage Text(int status, string body) => new((HttpStatusCode)status) { Content = new StringContent(body, Encoding.UTF8, "text/plain") };

    /// <summary>The connection breaks after the request was read.</summary>
    public static HttpResponseMessage Lost() => throw new HttpRequestException(HttpRequestError.ResponseEnded, "The connection was closed.");

    /// <summary>Nobody listens.</summary>
    public static HttpResponseMessage Unreachable() => throw new HttpRequestException(HttpRequestError.ConnectionError, "Nobody listens.");
}
