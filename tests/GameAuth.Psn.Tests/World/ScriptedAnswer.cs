using System.Net;
using System.Text;

namespace GameAuth.Psn.Tests;

/// <summary>What a test has the service say once.</summary>
internal static class ScriptedAnswer
{
    public static HttpResponseMessage Json(int status, string body, params (string Name, string Value)[] headers) => With(status, body, "application/json", headers);

    /// <summary>The page of the edge.</summary>
    public static HttpResponseMessage Page(int status, params (string Name, string Value)[] headers) =>
        With(status, "<HTML><HEAD><TITLE>Access Denied</TITLE></HEAD><BODY>You don't have permission.</BODY></HTML>", "text/html", headers);

    public static HttpResponseMessage Redirect(string location) => With(302, "", "text/plain", [("Location", location)]);

    /// <summary>The connection breaks after the request was read.</summary>
    public static HttpResponseMessage Lost() => throw new HttpRequestException(HttpRequestError.ResponseEnded, "The connection was closed.");

    /// <summary>The service does what it was asked, and the connection breaks before its answer.</summary>
    public static HttpResponseMessage LostAfter(HttpResponseMessage answer)
    {
        answer.Dispose();
        return Lost();
    }

    /// <summary>Nobody listens.</summary>
    public static HttpResponseMessage Unreachable() => throw new HttpRequestException(HttpRequestError.ConnectionError, "Nobody listens.");

    private static HttpResponseMessage With(int status, string body, string type, (string Name, string Value)[] headers)
    {
        HttpResponseMessage answer = new((HttpStatusCode)status) { Content = new StringContent(body, Encoding.UTF8, type) };
        foreach ((string name, string value) in headers)
        {
            answer.Headers.TryAddWithoutValidation(name, value);
        }

        return answer;
    }
}
