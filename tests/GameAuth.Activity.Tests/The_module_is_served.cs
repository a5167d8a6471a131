using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using GameAuth.Activity.Tests.World;
using GameAuth.Emulator;
using GameAuth.Server;

namespace GameAuth.Activity.Tests;

/// <summary>From the assembly, as it is in the source.</summary>
public sealed class The_module_is_served
{
    [ModuleFact]
    public async Task Under_a_stable_name_and_a_hashed_one()
    {
        await using GameAuthEmulator emulator = await GameAuthEmulator.StartAsync(new EmulatorOptions { Providers = { "discord" } });
        await using Backend backend = await Backend.StartAsync(new BackendSettings { Configuration = emulator.Configuration });
        using HttpClient http = new(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = backend.Address, DefaultRequestHeaders = { { "X-Forwarded-Proto", "https" } } };
        byte[] source = await File.ReadAllBytesAsync(Path.Combine(The_module_in_node.Browser, "gameauth.js"));
        foreach ((string path, string caching) in new[] { (BrowserModule.StablePath, "no-cache"), (BrowserModule.Path, "public, max-age=31536000, immutable") })
        {
            using HttpResponseMessage answer = await http.GetAsync(new Uri(path, UriKind.Relative));
            Assert.Equal((HttpStatusCode.OK, "text/javascript", caching), (answer.StatusCode, answer.Content.Headers.ContentType!.MediaType, answer.Headers.NonValidated["Cache-Control"].ToString()));
            Assert.Equal(source, await answer.Content.ReadAsByteArrayAsync());
            using HttpRequestMessage again = new(HttpMethod.Get, path) { Headers = { IfNoneMatch = { answer.Headers.ETag! } } };
            using HttpResponseMessage known = await http.SendAsync(again);
            Assert.Equal((HttpStatusCode.NotModified, 0), (known.StatusCode, (await known.Content.ReadAsByteArrayAsync()).Length));
            using HttpRequestMessage other = new(HttpMethod.Get, path) { Headers = { IfNoneMatch = { new EntityTagHeaderValue("\"other\"") } } };
            using HttpResponseMessage changed = await http.SendAsync(other);
            Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        }

        Assert.Matches(@"^/api/auth/gameauth\.[\w-]{16}\.js$", BrowserModule.Path);
        Assert.Equal("sha384-" + Convert.ToBase64String(SHA384.HashData(source)), BrowserModule.Integrity);
    }
}
