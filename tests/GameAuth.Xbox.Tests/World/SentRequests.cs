using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;

namespace GameAuth.Xbox.Tests;

/// <summary>Requests as they left, with their bodies.</summary>
internal sealed class SentRequests : ConcurrentQueue<(HttpRequestMessage Request, byte[] Body)>
{
    /// <summary>The fields of the numbered form that went to a path.</summary>
    public string[] Form(string path, int number) =>
        [.. Encoding.ASCII.GetString(this.Where(one => one.Request.RequestUri!.AbsolutePath == path).ElementAt(number).Body).Split('&').Select(Uri.UnescapeDataString)];

    /// <summary>The one body that went to a path.</summary>
    public JsonElement Json(string path) => JsonDocument.Parse(this.Single(one => one.Request.RequestUri!.AbsolutePath == path).Body).RootElement;
}
