using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Countersign.Gateway.Http;
using Countersign.SignIn.Devices;
using Countersign.SignIn.Tenants;

namespace Countersign.Gateway.Admin;

/// <summary>What a tenant has set, by the names of <see cref="SettingsTable"/>, as the interface has it.</summary>
internal sealed class SettingValues
{
    /// <summary>Of a tenant that is made now.</summary>
    public static readonly SettingValues Defaults =
        new(SettingsBody.From(TenantSettings.OfNewTenant), PrerequisitesBody.From(Prerequisites.Default));

    private readonly JsonObject _settings, _prerequisites;

    private SettingValues(SettingsBody settings, PrerequisitesBody prerequisites) => (_settings, _prerequisites) = (
        JsonSerializer.SerializeToNode(settings, AdminJson.Default.SettingsBody)!.AsObject(),
        JsonSerializer.SerializeToNode(prerequisites, AdminJson.Default.PrerequisitesBody)!.AsObject());

    public static SettingValues Of(TenantState.Present tenant) =>
        new(SettingsBody.From(tenant.Settings), PrerequisitesBody.From(tenant.Prerequisites));

    /// <summary>Null: nothing is set.</summary>
    public JsonNode? this[SettingRow row] => HolderOf(row)[row.Name];

    public bool IsDefault(SettingRow row) => JsonNode.DeepEquals(this[row], Defaults[row]);

    /// <summary>As people type it; empty for nothing, and for what is not typed.</summary>
    public string TextOf(SettingRow row) => (row.Kind, this[row]) switch
    {
        (_, null) or (SettingKind.Ways or SettingKind.Own, _) => "",
        (SettingKind.List, JsonArray list) => string.Join(' ', list.Select(one => one!.GetValue<string>())),
        (SettingKind.Switch, { } value) => Words.WordForSwitch(value.GetValue<bool>()),
        (SettingKind.Number, { } value) => value.GetValue<int>().ToString(CultureInfo.InvariantCulture),
        (_, { } value) => value.GetValue<string>(),
    };

    /// <summary>Which other ways may follow which reason.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> WaysOf(TenantState.Present tenant) =>
        WayTable.Read(tenant.Settings.Ways);

    /// <summary>Takes what somebody typed; false, and nothing is taken, where it is not of the setting's form.</summary>
    public bool Take(SettingRow row, string typed)
    {
        var words = typed.Split([' ', ',', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries);
        var isOfForm = true;
        JsonNode? value = null;
        switch (row.Kind)
        {
            case SettingKind.Choice:
                isOfForm = row.Words.Contains(typed);
                value = typed;
                break;
            case SettingKind.Switch:
                isOfForm = Words.ParseSwitch(typed) is not null;
                value = typed == "on";
                break;
            case SettingKind.Number:
                isOfForm = typed.Length > 0 && WholeNumber.TryParse(typed, out var number) && number <= int.MaxValue;
                value = isOfForm ? int.Parse(typed, CultureInfo.InvariantCulture) : null;
                break;
            case SettingKind.List:
                value = new JsonArray([.. words.Select(word => JsonValue.Create(word))]);
                break;
            default:
                isOfForm = row.Group != SettingGroup.PhonesNeed || AppReport.TryParseVersion(typed, out _);
                value = typed.Length == 0 ? null : JsonValue.Create(typed);
                break;
        }

        if (isOfForm) Put(row, value);
        return isOfForm;
    }

    /// <param name="ways">For each reason that is limited the ways that are left.</param>
    public void TakeWays(SettingRow row, IEnumerable<KeyValuePair<string, IReadOnlyList<string>>> ways) =>
        Put(row, new JsonObject(ways.Select(entry => KeyValuePair.Create<string, JsonNode?>(
            entry.Key, new JsonArray([.. entry.Value.Select(way => JsonValue.Create(way))])))));

    public SettingsBody ToSettings() => _settings.Deserialize(AdminJson.Default.SettingsBody)!;

    public PrerequisitesBody ToPrerequisites() => _prerequisites.Deserialize(AdminJson.Default.PrerequisitesBody)!;

    private JsonObject HolderOf(SettingRow row) => row.Group == SettingGroup.PhonesNeed ? _prerequisites : _settings;

    private void Put(SettingRow row, JsonNode? value)
    {
        if (value is null) HolderOf(row).Remove(row.Name);
        else HolderOf(row)[row.Name] = value;
    }
}
