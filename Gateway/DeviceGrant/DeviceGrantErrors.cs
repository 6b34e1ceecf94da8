using Countersign.Gateway.Http;

namespace Countersign.Gateway.DeviceGrant;

/// <summary>The errors of the device grant alone.</summary>
internal static class DeviceGrantErrors
{
    // somebody elsewhere (CIBA, the device grant)
    public static readonly ProtocolError DeviceUnknown = new("CS7314", "device_unknown", 400,
        "No device shows this code now.",
        "Compare the code with the device; it lives ten minutes and is good once.");
}
