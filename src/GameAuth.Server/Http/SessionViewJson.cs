using System.Text.Json;

namespace GameAuth.Server;

/// <summary>Sessions as their players and administrators get them.</summary>
internal static class SessionViewJson
{
    public static void Write(Utf8JsonWriter json, SessionView session)
    {
        json.WriteString("id", session.Id.ToString());
        json.WriteString("subject", session.Subject);
        json.WriteString("provider", session.Provider);
        json.WriteString("provider_subject", session.ProviderSubject);
        json.WriteString("profile", session.Profile);
        json.WriteString("client_id", session.ClientId);
        json.WriteBoolean("bound", session.IsBound);
        json.WriteString("status", WordOf(session.Status));
        json.WriteString("end_reason", session.EndReason);
        json.WriteNumber("generation", session.Generation);
        json.WriteString("created_at", session.CreatedAt.UtcDateTime);
        json.WriteString("refreshed_at", session.RefreshedAt.UtcDateTime);
        json.WriteString("idle_ends_at", session.IdleEndsAt.UtcDateTime);
        json.WriteString("ends_at", session.EndsAt.UtcDateTime);
    }

    private static string WordOf(RefreshTokenStatus status) => status switch
    {
        RefreshTokenStatus.Active => "active",
        RefreshTokenStatus.Rotated => "rotated",
        RefreshTokenStatus.Compromised => "compromised",
        _ => "revoked",
    };
}
