using GameAuth.Hytale;

namespace GameAuth.Server.Hytale;

/// <summary>The calls of profiles: all of an account's, and the choice of one.</summary>
internal sealed class ProfileEndpoints(GatewayAccounts accounts, TimeProvider time)
{
    private const string Member = "profile_uuid";

    /// <summary>The profile that a body names.</summary>
    /// <returns>The profile; null where the body has no such member.</returns>
    /// <exception cref="GatewayRefusal">It is no UUID with dashes and nothing around it.</exception>
    public static Guid? Named(GatewayCall call) =>
        !call.Has(Member) ? null : GatewayCall.TryReadId(call.Text(Member), out Guid id) ? id : throw new GatewayRefusal(GatewayError.InvalidProfile);

    public static async Task<GatewayReply> ListAsync(GatewayCall call)
    {
        IReadOnlyList<HytaleProfile> profiles = await call.Caller.GetProfilesAsync(call.Aborted).ConfigureAwait(false);
        return GatewayReply.Of(json =>
        {
            json.WriteString("account_id", call.Caller.Subject);
            json.WriteStartArray("profiles");
            foreach (HytaleProfile profile in profiles)
            {
                // When it was made Hytale does not say, and nothing is invented.
                json.WriteStartObject();
                json.WriteString("uuid", profile.Id);
                json.WriteString("username", profile.Username);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
    }

    public async Task<GatewayReply> SelectAsync(GatewayCall call)
    {
        Guid id = Named(call) ?? throw new GatewayRefusal(GatewayError.InvalidProfile);
        IReadOnlyList<HytaleProfile> profiles = await call.Caller.GetProfilesAsync(call.Aborted).ConfigureAwait(false);
        HytaleProfile profile = profiles.FirstOrDefault(one => one.Id == id) ?? throw new GatewayRefusal(GatewayError.NotOfAccount);
        await accounts.UpdateAsync(call.Caller, row => row with { Selected = id }, CancellationToken.None).ConfigureAwait(false);

        // Hytale's own services have no such call: this tells the sinks.
        await call.Caller.SelectProfileAsync(id, CancellationToken.None).ConfigureAwait(false);
        return GatewayReply.Of(json =>
        {
            json.WriteString("account_id", call.Caller.Subject);
            json.WriteString("profile_id", profile.Id);
            json.WriteString("username", profile.Username);
            json.WriteString("selected_at", GatewayReply.TimeOf(time.GetUtcNow()));
        });
    }
}
