using System.Net;
using System.Text;
using GameAuth.Providers;

namespace GameAuth.Core.Tests.Wire;

/// <summary>Answers made by hand.</summary>
internal static class Answers
{
    public static readonly DateTimeOffset Arrival = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static HttpResponseMessage Response(string body, int status = 200, string type = "application/json", params (string Name, string Value)[] headers)
    {
        HttpResponseMessage response = new((HttpStatusCode)status) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        response.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        foreach ((string name, string value) in headers)
        {
            response.Headers.TryAddWithoutValidation(name, value);
        }

        return response;
    }

    public static async Task<ProviderResponse> AnswerAsync(string body, int status = 200, int cap = ProviderResponse.MaxAuthBody, params (string Name, string Value)[] headers)
    {
        using HttpResponseMessage response = Response(body, status, headers: headers);
        return await ProviderResponse.ReadAsync(response, new ResponseOrigin("xbox", "xsts", Arrival), cap, CancellationToken.None);
    }
}
