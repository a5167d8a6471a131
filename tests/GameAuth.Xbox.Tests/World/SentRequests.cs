using System.Collections.Concurrent;
using System.Security.Cryptography;
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

    /// <summary>The public half of the key that the device token was last asked for with: whoever holds the private half is the device.</summary>
    public ECDsa DeviceKey()
    {
        JsonElement jwk = JsonDocument.Parse(this.Last(static one => one.Request.RequestUri!.AbsolutePath == "/device/authenticate").Body)
            .RootElement.GetProperty("Properties").GetProperty("ProofKey");
        byte[] Coordinate(string name) => System.Buffers.Text.Base64Url.DecodeFromChars(jwk.GetProperty(name).GetString());
        return ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = Coordinate("x"), Y = Coordinate("y") } });
    }
}
