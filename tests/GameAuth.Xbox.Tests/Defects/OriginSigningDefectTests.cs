using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;
using GameAuth.Xbox.Tests.Signing;

namespace GameAuth.Xbox.Tests;

/// <summary>The signature as the page about the origin describes it, and as the wire has it.</summary>
public class OriginSigningDefectTests
{
    [Fact]
    public async Task Unix_time_in_the_header_it_is_a_FILETIME_of_the_present()
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        foreach ((HttpRequestMessage request, _) in (await SignInAsync(world)).Signed())
        {
            DateTimeOffset signedAt = DateTimeOffset.FromFileTime(SignatureOracle.FileTimeOf(Header(request)));
            Assert.Equal(world.Clock.GetUtcNow(), signedAt, TimeSpan.FromMinutes(1));
        }
    }

    [Fact]
    public async Task A_signature_alone_in_the_header_the_version_and_the_time_go_before_it()
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        foreach ((HttpRequestMessage request, _) in (await SignInAsync(world)).Signed())
        {
            byte[] raw = Convert.FromBase64String(Header(request));
            Assert.Equal((104, 76, 1), (Header(request).Length, raw.Length, BinaryPrimitives.ReadInt32BigEndian(raw)));
        }
    }

    [Fact]
    public async Task A_signature_that_begins_with_the_time_it_begins_with_the_version_and_has_an_empty_authorization()
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        SentRequests sent = await SignInAsync(world);
        using ECDsa key = DeviceKey(sent);
        Assert.Equal(2, sent.Signed().Count());
        Assert.All(sent.Signed(), one =>
            Assert.True(SignatureOracle.Verify(key, Header(one.Request), "POST", one.Request.RequestUri!.AbsolutePath, "", one.Body)));
    }

    internal static string Header(HttpRequestMessage request) => request.Headers.GetValues(XboxRequestSigner.HeaderName).Single();

    internal static ECDsa DeviceKey(SentRequests sent)
    {
        JsonElement jwk = sent.Json("/device/authenticate").GetProperty("Properties").GetProperty("ProofKey");
        byte[] Coordinate(string name) => System.Buffers.Text.Base64Url.DecodeFromChars(jwk.GetProperty(name).GetString());
        return ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = Coordinate("x"), Y = Coordinate("y") } });
    }

    private static async Task<SentRequests> SignInAsync(XboxWorld world)
    {
        SentRequests sent = [];
        await world.SignInAsync(await world.WatchAsync(sent));
        return sent;
    }
}
