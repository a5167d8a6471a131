using System.Net;
using System.Text.Json.Nodes;
using GameAuth.Interop.Processes;

namespace GameAuth.Interop;

/// <summary>The first API call with a token: the proof that it is one.</summary>
internal static class XboxProfile
{
    /// <param name="emulator">Where.</param>
    /// <param name="token">What prismarine-auth hands out: user hash and XSTS token.</param>
    public static async Task<HttpStatusCode> ReadAsync(EmulatorProcess emulator, JsonNode token)
    {
        using HttpClient http = new() { BaseAddress = new Uri(emulator.Map["hosts"]!["profile.xboxlive.com"]!.GetValue<string>()) };
        using HttpRequestMessage request = new(HttpMethod.Get, "users/me/profile/settings?settings=Gamertag");
        request.Headers.TryAddWithoutValidation("Authorization", $"XBL3.0 x={token["userHash"]};{token["XSTSToken"]}");
        request.Headers.Add("x-xbl-contract-version", "2");
        using HttpResponseMessage response = await http.SendAsync(request);
        return response.StatusCode;
    }
}
